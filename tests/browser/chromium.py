"""Where the browser is that tests and pictures are made with; `python -m` fetches one if there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

INSTALLED = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """A Chromium of this machine, else Playwright's own, else None."""
    if found := next(filter(None, map(shutil.which, INSTALLED)), None):
        return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def fetch() -> None:
    """Debian's own as root, because it brings its libraries along; else Playwright's."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        silent = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *step], env=silent, stdin=subprocess.DEVNULL, check=False)
    if not executable():
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, stdin=subprocess.DEVNULL, check=False)


def starts(path: str) -> bool:
    """Whether it runs at all: Playwright's own lacks libraries on a bare machine."""
    tried = subprocess.run([path, "--version"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return tried.returncode == 0


if __name__ == "__main__":
    if not executable():
        print("No Chromium here: fetching one ...", flush=True)
        fetch()
    here = executable()
    if not here or not starts(here):
        sys.exit(
            "The browser tests need Chromium and none could be installed: as root, apt install chromium;"
            " else .venv/bin/playwright install --with-deps chromium."
        )
