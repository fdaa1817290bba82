"""`make pictures`: photographs of a house that opens for it alone, drawn into docs/pictures/.

A throw-away database is filled with the demo, a real house is started on a free port, and one walk
through it is repeated for each look: narrow and wide, light and dark, German and Arabic, and on paper.
The names of the pictures are stable, so that a change of the look is seen in the history. With a folder
as argument every stop of every walk is drawn there, whole, for somebody who wants to see them all.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import psycopg
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.bench.server import rename
from tests.browser.chromium import executable
from treff.house.postgres import own_server

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DATABASE = "pictures"
TALLEST = {360: 1500, 1280: 1800}
"""Pixels of the page, from its top, that a kept picture shows."""
COLOURS = 96
MOST_BYTES = 4_000_000


@dataclass(frozen=True)
class Look:
    """How one walk sees the house. `prefix` is the language in the address."""

    name: str
    width: int
    prefix: str = ""
    scheme: Literal["light", "dark"] = "light"

    @property
    def size(self) -> ViewportSize:
        return {"width": self.width, "height": 740 if self.width < 600 else 900}


PHONE = Look("360", 360)
DESK = Look("1280", 1280)
PHONE_DARK = Look("360-dark", 360, scheme="dark")
DESK_DARK = Look("1280-dark", 1280, scheme="dark")
PHONE_ARABIC = Look("360-ar", 360, prefix="/ar")
DESK_ARABIC = Look("1280-ar", 1280, prefix="/ar")

OF_ORGANISERS = {
    *("own-offers", "own-offer", "own-date", "own-people", "own-plan", "own-plan-check"),
    *("own-new", "own-step-3", "own-texts", "own-message", "own-approvals"),
}
KEPT: dict[Look, set[str]] = {
    PHONE: {
        *("home", "programme", "date-free", "date-full", "date-cancelled", "date-moved", "form"),
        *("form-errors", "my-sign-up", "calls"),
        *OF_ORGANISERS,
    },
    DESK: {
        *("home", "programme-week", "programme-month", "event", "privacy", "admin", "admin-event"),
        *OF_ORGANISERS,
    },
    PHONE_DARK: {"home", "date-full", "own-date", "own-plan-check"},
    DESK_DARK: {"programme", "own-offers", "own-plan-check"},
    PHONE_ARABIC: {"home", "date-free", "form", "my-sign-up"},
    DESK_ARABIC: set(),
}
"""The pictures that stand in docs/pictures/; a walk stops at more places than these."""

ON_PAPER = {PHONE: {"programme", "my-sign-up", "own-list"}, PHONE_ARABIC: {"my-sign-up"}}


class Walk:
    """One walk through the house with one look. `stops` says the name of each page it comes to."""

    def __init__(self, page: Page, look: Look) -> None:
        self.page, self.look = page, look

    def stops(self) -> Iterator[str]:
        yield from self.who_looks_around()
        yield from self.who_signs_up()
        yield from self.who_organises()
        yield from self.who_looks_after_all_offers()
        yield from self.who_runs_the_house()

    def go(self, path: str) -> None:
        self.page.goto(f"{self.look.prefix}{path}")

    def date(self, state: str) -> str:
        """The address of the first coming date in this state, without the language; "" if there is none."""
        self.go("/programm/")
        row = self.page.locator(f"li.row:has(p.places.{state}) h3 a")
        later = self.page.locator("nav.pager a:has(.flip)")
        while not row.count() and later.count():
            later.click()
            self.page.wait_for_load_state()
        address = (row.first.get_attribute("href") or "") if row.count() else ""
        return address.removeprefix(self.look.prefix)

    def who_looks_around(self) -> Iterator[str]:
        addresses = {
            "home": "/",
            "house": "/haus/",
            "programme": "/programm/",
            "programme-week": "/programm/?ansicht=woche",
            "programme-month": "/programm/?ansicht=monat",
            "nothing-found": "/programm/?q=xyz",
            "privacy": "/datenschutz/",
            "imprint": "/impressum/",
            "accessibility": "/barrierefreiheit/",
            "easy-language": "/leichte-sprache/",
            "find": "/anmeldung/",
            "not-found": "/gibt-es-nicht/",
            "health": "/gesund/",
            "neighbours": "/demo/",
            "login": "/konto/einloggen/",
            "new-account": "/konto/neu/",
        }
        for name, path in addresses.items():
            self.go(path)
            yield name
        self.go("/programm/?q=Nähwerkstatt")
        address = self.page.locator("li.row h3 a").first.get_attribute("href") or ""
        self.page.goto(address.rsplit("/", 2)[0] + "/")
        yield "event"
        states = {"full": "full", "cancelled": "off", "moved": "moved", "drop-in": "drop", "advice": "desk"}
        for name, state in states.items():
            if date := self.date(state):
                self.go(date)
                yield f"date-{name}"

    def who_signs_up(self) -> Iterator[str]:
        """Two people, by mail; first with something forgotten."""
        page, date = self.page, self.date("free")
        self.go(date)
        yield "date-free"
        self.go(f"{date}anmelden/")
        yield "form"
        page.locator("button[name=more]").click()
        page.locator("input[name=name_1]").fill("Amina")
        page.locator("main form button.btn:not([name])").click()
        page.wait_for_load_state()
        yield "form-errors"
        page.locator("input[name=name_2]").fill("Sami")
        for age in page.locator("label:has(input[name^=age_][value='6_17'])").all():
            age.click()
        page.locator("label:has(input[value=email])").click()
        page.locator("input[name=email]").fill("amina@example.org")
        page.locator("main form button.btn:not([name])").click()
        page.locator(".codebox").wait_for()
        yield "my-sign-up"
        page.locator("a.btn.stop").click()
        page.wait_for_load_state()
        yield "cancel"
        page.goto("/demo/post/")
        yield "post"

    def who_organises(self) -> Iterator[str]:
        """Mariam speaks for the sewing circle, whose course is full."""
        page = self.page
        self.log_in("mariam")
        self.go("/angebote/")
        yield "own-offers"
        self.go("/angebote/finden/?name=a")
        yield "own-find"
        self.go("/angebote/")
        page.locator("ul.people h3 a", has_text="Nähwerkstatt").click()
        yield "own-offer"
        course = page.url
        page.locator("ul.rows a[href^='/angebote/']").first.click()
        yield "own-date"
        date = page.url
        for name, address in {
            "own-people": f"{date}leute/",
            "own-list": f"{date}liste/",
            "own-move": f"{date}verschieben/",
            "own-cancel": f"{date}absagen/",
            "own-from-here-on": f"{date}ab-hier/",
            "own-texts": f"{course}texte/",
            "own-text": f"{course}texte/en/",
            "own-message": f"{course}nachricht/",
        }.items():
            page.goto(address)
            yield name
        page.locator("input[type=text]:visible").first.fill("Bitte an Stoff denken")
        page.locator("textarea").first.fill("Bitte bringen Sie Stoff mit. Wir nähen heute Taschen.")
        page.locator("main form button.btn").first.click()
        yield "own-message-check"

    def who_looks_after_all_offers(self) -> Iterator[str]:
        """Katrin begins an offer whose room is taken on some days, and reads what waits for her."""
        page = self.page
        self.log_in("katrin")
        self.go("/angebote/")
        yield "own-offers-team"
        self.go("/angebote/neu/")
        page.locator("input[name=title]").fill("Marmelade kochen")
        page.locator("label:has(input[value=cooking])").click()
        page.locator("label:has(input[value=series])").click()
        yield "own-new"
        page.locator("main form button.btn").first.click()
        page.wait_for_load_state()
        draft = page.url.split("schritt/")[0]
        for number in (2, 3):
            page.goto(f"{draft}schritt/{number}/")
            yield f"own-step-{number}"
        page.goto(f"{draft}termine/")
        yield "own-plan"
        page.locator("[name=repeats][value=weekly]").check()
        for weekday in (2, 4):  # on Wednesdays the hall is free, on Fridays it is not
            page.locator(f"[name=weekdays][value='{weekday}']").check()
        page.locator("[name=count]").fill("12")
        page.locator("[name=start]").fill("13:00")
        page.locator("[name=end]").fill("15:00")
        page.locator("[name=rooms]").first.check()
        page.locator("form.plan button.btn:not(.plain)").click()
        yield "own-plan-check"
        self.go("/angebote/freigaben/")
        yield "own-approvals"
        page.locator("main a.btn").first.click()
        yield "own-look"

    def who_runs_the_house(self) -> Iterator[str]:
        page = self.page
        self.log_in("nermin")
        yield "calls"
        self.log_in("carmen")
        yield "second-factor"
        self.log_in("katrin")
        yield "admin"
        page.goto("/admin/events/event/")
        yield "admin-events"
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_load_state()
        yield "admin-event"
        page.goto("/admin/events/occurrence/?when=coming")
        yield "admin-dates"
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_load_state()
        yield "admin-date"

    def log_in(self, who: str) -> None:
        self.page.context.clear_cookies()
        self.go("/demo/")
        self.page.locator(f"button[name=who][value={who}]").click()
        self.page.wait_for_load_state()


def photograph(page: Page, target: Path, *, tallest: int | None) -> None:
    """The page from its top, with few colours: such a picture is small and still looks like the page."""
    shot: Image.Image = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
    if tallest is not None:
        scale = page.evaluate("devicePixelRatio")
        shot = shot.crop((0, 0, shot.width, min(shot.height, int(tallest * scale))))
    few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


def print_out(page: Page, target: Path) -> None:
    """The first sheet as a PNG, where poppler is installed; else the PDF."""
    sheet = page.pdf(format="A4", print_background=True)
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        target.with_suffix(".pdf").write_bytes(sheet)
        return
    command = [pdftoppm, "-png", "-r", "80", "-singlefile", "-"]
    drawn = subprocess.run(command, input=sheet, capture_output=True, check=True).stdout
    Image.open(io.BytesIO(drawn)).convert("RGB").quantize(32).save(target, optimize=True)


def walk(browser: Browser, base: str, look: Look, folder: Path, wanted: set[str] | None) -> None:
    """Draw the wanted stops into the folder, or every one, whole, where `wanted` is None."""
    context = browser.new_context(
        base_url=base,
        viewport=look.size,
        color_scheme=look.scheme,
        reduced_motion="reduce",
        locale="ar" if look.prefix else "de-DE",
        device_scale_factor=2 if look.width < 600 and wanted is not None else 1,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    left = set(wanted or ())
    for name in Walk(page, look).stops():
        if wanted is None:
            photograph(page, folder / f"{name}-{look.name}.png", tallest=None)
        elif name in wanted:
            photograph(page, folder / f"{name}-{look.name}.png", tallest=TALLEST[look.width])
        if name in ON_PAPER.get(look, ()):
            print_out(page, folder / f"{name}-paper{look.name.removeprefix('360')}.png")
        left.discard(name)
        if wanted is not None and not left:
            break
    context.close()
    if left:
        sys.exit(f"The walk {look.name} never came to {', '.join(sorted(left))}.")


@contextmanager
def open_house() -> Iterator[str]:
    """A house of its own, filled with the demo, and its address."""
    base = os.environ.get("DATABASE_URL") or own_server().url
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{DATABASE}"')
    port = free_port()
    env = os.environ | {"DATABASE_URL": rename(base, DATABASE), "TREFF_DEMO": "1", "PORT": str(port)}
    env |= {"DJANGO_SETTINGS_MODULE": "treff.settings"}
    for command in (["migrate", "-v0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command], env=env, check=True)
    start = [sys.executable, "manage.py", "start"]
    house = subprocess.Popen(start, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert house.stdout is not None
        if not house.stdout.readline():  # it greets once it answers
            sys.exit("The house did not open.")
        yield f"http://localhost:{port}"
    finally:
        house.send_signal(signal.SIGTERM)
        house.wait(40)
        with psycopg.connect(base, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


def draw(folder: Path, kept: dict[Look, set[str] | None]) -> None:
    with open_house() as base, sync_playwright() as playwright:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable(), args=args)
        for look, wanted in kept.items():
            walk(browser, base, look, folder, wanted)
        browser.close()


def main() -> None:
    if everything := sys.argv[1:]:
        folder = Path(everything[0])
        folder.mkdir(parents=True, exist_ok=True)
        draw(folder, dict.fromkeys(KEPT, None))
        return
    with TemporaryDirectory() as fresh:  # whoever interrupts this keeps the old pictures
        draw(Path(fresh), {look: names for look, names in KEPT.items() if names})
        drawn = sorted(Path(fresh).iterdir())
        if (weight := sum(picture.stat().st_size for picture in drawn)) > MOST_BYTES:
            sys.exit(f"The pictures weigh {weight // 1000} kB; at most {MOST_BYTES // 1000} are kept.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.iterdir():
            old.unlink()
        for picture in drawn:
            shutil.copy(picture, FOLDER / picture.name)
    print(f"{len(drawn)} pictures, {weight // 1000} kB, in {FOLDER}")


if __name__ == "__main__":
    main()
