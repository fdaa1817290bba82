"""The look by its numbers: small, layered, and every pair of text and ground easy to read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static/css"
GROUND, PARTS = (CSS / "ground.css").read_text(), (CSS / "parts.css").read_text()
PAIRS = [
    (ink, ground, 7.0)
    for ink in ("ink", "quiet", "meadow", "indigo", "madder")
    for ground in ("linen", "sheet", "shade", "meadow-soft", "indigo-soft", "madder-soft")
] + [("on-field", "field", 7.0), ("on-indigo", "indigo", 7.0), ("edge", "sheet", 3.0), ("edge", "shade", 3.0)]


def tokens(scheme: int) -> dict[str, str]:
    """Colours of the light (0) or the dark (1) scheme."""
    found = re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\)", GROUND)
    return {name: both[scheme] for name, *both in found}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_text_can_be_read_on_its_ground(ink: str, ground: str, least: float, scheme: int) -> None:
    colours = tokens(scheme)

    assert contrast(colours[ink], colours[ground]) >= least


def test_old_browsers_get_the_light_colours() -> None:
    plain = GROUND[: GROUND.index("@supports")]

    for name, colour in tokens(0).items():
        assert f"--{name}: {colour};" in plain


def test_the_stylesheets_stay_small() -> None:
    assert len(GROUND) + len(PARTS) < 29_000
    assert all(len(path.read_text().splitlines()) <= 400 for path in CSS.glob("*.css"))


def test_the_order_of_the_layers_is_said_once() -> None:
    assert GROUND.count("@layer tokens, base, layout, components, print;") == 1
    assert re.findall(r"^@layer (\w+) {", GROUND, re.M) == ["tokens", "base", "layout"]
    assert re.findall(r"^@layer (\w+) {", PARTS, re.M) == ["components", "print"]


def test_only_logical_directions_so_that_arabic_comes_for_free() -> None:
    for rule in re.findall(r"[{;]\s*([a-z-]+):", GROUND + PARTS):
        assert not re.search(
            r"(margin|padding|border|inset)-(left|right|top|bottom)|^(left|right|float-left)$", rule
        )


def test_no_template_carries_style_or_script_inside() -> None:
    bare = {"400.html", "500.html", "503.html"}  # they need nothing that may be broken
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        page = path.read_text()
        if path.name not in bare and "notices" not in path.parts and "email" not in path.parts:
            assert "<style" not in page, path
            assert not re.search(r"\sstyle=", page), path
            assert not re.search(r'\son[a-z]+="', page), path
