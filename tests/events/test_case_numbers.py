"""Every acceptance case and every story that the house has promised stands in a test under its number."""

import re
from pathlib import Path

CASES = {1, 2, 3, 5, 7, 8, *range(11, 15), 16, 17, 19, 20, 21, *range(23, 29), 36, 38, 40, 41, *range(46, 50)}
CASES |= {42, 44, 50, 52, 53, 54, 55, 57, 58, 59, 61, 62, 64, 65, 66, 67, 68}
STORIES = {1, 2, 4, 7, *range(10, 21), 22, 23, 24, 25, 26, 33, 34, 35, 44}


def numbers(kind: str) -> set[int]:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    return {int(number) for number in re.findall(rf"^def test_{kind}_(\d\d)_", tests, re.MULTILINE)}


def test_every_case_has_a_test() -> None:
    assert CASES - numbers("case") == set()


def test_every_story_has_a_test() -> None:
    assert STORIES - numbers("story") == set()
