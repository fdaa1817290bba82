"""Pictures of the demo: drawn on woven cloth in the colours of the house, so that none is borrowed.

Each goes the way of an upload (`Picture.take`) and carries its description in three languages.
"""

import io
from collections.abc import Callable
from functools import cache
from math import cos, pi, sin
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

from treff.demo import facts
from treff.house.models import Picture, PictureAlt

WIDTH, HEIGHT = 1200, 675
FINE = 2
LINEN, MEADOW, NIGHT, FLAX, MADDER, INDIGO = "#f1efe2", "#1b5030", "#1d2a4d", "#c2a048", "#8a1a1f", "#2b398a"
WHITE = "#fbfcf6"


def picture(name: str) -> Picture:
    """The picture of that name with its descriptions; drawn once, stored once."""
    taken = Picture.take(ContentFile(_png(name), name=f"{name}.png"), credit="Treff am Bleichpfad (Demo)")
    for language, alt in facts.read("pictures")[name].items():
        PictureAlt.objects.get_or_create(picture=taken, language=language, defaults={"alt": alt})
    return taken


@cache
def _png(name: str) -> bytes:
    ground, draw = MOTIFS[name]
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), ground)
    draw(ImageDraw.Draw(image))
    image = _woven(image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))
    paper = io.BytesIO()
    image.save(paper, "PNG")
    return paper.getvalue()


def _woven(image: Image.Image) -> Image.Image:
    """Lay the image on cloth: warp and weft as a fine grain of light and shade."""
    grain, chance = Image.new("L", (WIDTH, HEIGHT), 128), Random(facts.SEED)
    pen = ImageDraw.Draw(grain)
    for x in range(0, WIDTH, 4):
        pen.line([(x, 0), (x, HEIGHT)], fill=128 + chance.randint(-14, 14), width=2)
    for y in range(0, HEIGHT, 4):
        pen.line([(0, y), (WIDTH, y)], fill=128 + chance.randint(-14, 14), width=2)
    grain = grain.filter(ImageFilter.GaussianBlur(0.7))
    light = Image.merge("RGB", [grain.point(lambda value: min(255, max(0, 2 * (value - 128))))] * 3)
    shade = Image.merge("RGB", [grain.point(lambda value: min(255, max(0, 2 * (128 - value))))] * 3)
    lighter = Image.composite(Image.new("RGB", image.size, "white"), image, light.convert("L"))
    return Image.composite(Image.new("RGB", image.size, "black"), lighter, shade.convert("L"))


def _at(x: float, y: float) -> tuple[float, float]:
    """A point in hundredths of the picture."""
    return x / 100 * WIDTH * FINE, y / 100 * HEIGHT * FINE


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: str) -> None:
    (left, top), r = _at(x, y), radius / 100 * WIDTH * FINE
    pen.ellipse([left - r, top - r, left + r, top + r], fill=fill)


def _ring(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str, width: float) -> None:
    (left, top), r = _at(x, y), radius / 100 * WIDTH * FINE
    box = [left - r, top - r, left + r, top + r]
    pen.ellipse(box, outline=colour, width=int(width / 100 * WIDTH * FINE))


def _wave(x: float, middle: float, height: float) -> float:
    return middle + height * sin(x / 100 * 2 * pi)


def _seams(pen: ImageDraw.ImageDraw) -> None:
    """Stitches that run across linen in waves, and a needle at the end of the last one."""
    for middle, colour in ((22, FLAX), (40, MEADOW), (58, MADDER), (76, INDIGO)):
        for x in range(-2, 100, 4):
            points = [_at(x + step, _wave(x + step, middle, 9)) for step in (0, 1.2, 2.4)]
            pen.line(points, fill=colour, width=14 * FINE, joint="curve")
    pen.line([_at(80, 92), _at(95, 64)], fill="#687263", width=9 * FINE)
    _ring(pen, 95.4, 63, 1.1, "#687263", 0.4)


def _wheels(pen: ImageDraw.ImageDraw) -> None:
    """Two wheels with spokes and the chain between them."""
    pen.line([_at(27, 56), _at(73, 56)], fill=FLAX, width=10 * FINE)
    for x, colour in ((27, WHITE), (73, WHITE)):
        for spoke in range(18):
            turn = spoke * pi / 9
            pen.line(
                [_at(x, 56), _at(x + 17 * cos(turn), 56 + 17 * sin(turn) * WIDTH / HEIGHT)],
                fill=FLAX,
                width=3 * FINE,
            )
        _ring(pen, x, 56, 18, colour, 1.5)
        _disc(pen, x, 56, 2.2, colour)
    pen.line(
        [_at(27, 56), _at(40, 22), _at(62, 22), _at(73, 56), _at(50, 56), _at(40, 22)],
        fill=WHITE,
        width=12 * FINE,
    )
    pen.line([_at(50, 56), _at(62, 22)], fill=WHITE, width=12 * FINE)
    pen.line([_at(36, 16), _at(44, 16)], fill=WHITE, width=16 * FINE)
    pen.line([_at(62, 22), _at(61, 12), _at(67, 12)], fill=WHITE, width=12 * FINE)


def _bowls(pen: ImageDraw.ImageDraw) -> None:
    """A long table from above with four soups."""
    pen.rectangle([_at(0, 18), _at(100, 82)], fill=FLAX)
    pen.rectangle([_at(0, 24), _at(100, 76)], fill=WHITE)
    for x, soup in ((14, "#c9792b"), (38, "#d9a441"), (62, MADDER), (86, "#7a8f4a")):
        _disc(pen, x, 50, 9.5, INDIGO)
        _disc(pen, x, 50, 8.6, WHITE)
        _disc(pen, x, 50, 7.2, soup)
        for turn in range(5):
            _disc(pen, x + 3.4 * cos(turn * 1.3), 50 + 5.6 * sin(turn * 1.3), 0.6, MEADOW)


def _night(pen: ImageDraw.ImageDraw) -> None:
    """Moon and stars over an open book."""
    chance = Random(facts.SEED)
    for _star in range(60):
        _disc(pen, chance.uniform(0, 100), chance.uniform(0, 60), chance.uniform(0.1, 0.35), WHITE)
    _disc(pen, 80, 24, 7, "#f0dfa6")
    _disc(pen, 77, 21, 6.4, NIGHT)
    for side in (-1, 1):
        pen.polygon([_at(50, 90), _at(50, 62), _at(50 + side * 28, 56), _at(50 + side * 28, 84)], fill=WHITE)
        for line in range(4):
            y = 66 + line * 5
            pen.line([_at(50 + side * 4, y), _at(50 + side * 24, y - 4.3)], fill=FLAX, width=4 * FINE)
    pen.line([_at(50, 62), _at(50, 90)], fill=FLAX, width=4 * FINE)


def _bunting(pen: ImageDraw.ImageDraw) -> None:
    """Three garlands of pennants above the meadow."""
    pen.rectangle([_at(0, 84), _at(100, 100)], fill=MEADOW)
    colours = (MADDER, FLAX, INDIGO, MEADOW)
    for row, top in enumerate((6, 28, 50)):
        hang = [(x, top + 12 * sin(x / 100 * pi)) for x in range(-4, 109, 8)]
        pen.line([_at(x, y) for x, y in hang], fill="#687263", width=4 * FINE)
        for place, (x, y) in enumerate(hang):
            colour = colours[(place + row) % len(colours)]
            pen.polygon([_at(x + 0.6, y), _at(x + 7, y), _at(x + 3.8, y + 15)], fill=colour)


MOTIFS: dict[str, tuple[str, Callable[[ImageDraw.ImageDraw], None]]] = {
    "naht": (LINEN, _seams),
    "speichen": (MEADOW, _wheels),
    "tisch": (LINEN, _bowls),
    "nacht": (NIGHT, _night),
    "girlande": (LINEN, _bunting),
}
