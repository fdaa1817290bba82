"""What is uploaded is never served: pictures are opened under limits and written anew."""

import io
import random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms

from treff.house.models import Picture, PictureAlt
from treff.house.models import picture as pictures

ORIENTATION, PLACE, CAMERA = 0x0112, 0x8825, 0x010F


def upload(image: Image.Image, kind: str = "JPEG", **options: Any) -> ContentFile:
    paper = io.BytesIO()
    image.save(paper, kind, **options)
    return ContentFile(paper.getvalue(), name="picture")


def stored(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(bytes(picture.data)))


def noise(width: int, height: int) -> Image.Image:
    """The hardest picture there is to shrink."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_webp_of_at_most_1600_pixels(kind: str) -> None:
    picture = Picture.take(upload(Image.new("RGB", (3200, 1200), "green"), kind), credit="Nermin")
    assert (picture.width, picture.height, picture.credit) == (1600, 600, "Nermin")
    assert (stored(picture).format, stored(picture).size) == ("WEBP", (1600, 600))


@pytest.mark.django_db
def test_a_small_picture_stays_small() -> None:
    picture = Picture.take(upload(Image.new("RGB", (40, 30), "green")))
    assert (picture.width, picture.height) == (40, 30)


@pytest.mark.django_db
def test_even_noise_is_stored_in_200_kilobytes() -> None:
    picture = Picture.take(upload(noise(900, 900), quality=95))
    assert len(picture.data) <= 200_000
    assert picture.width >= 400


@pytest.mark.django_db
def test_nothing_a_camera_writes_along_is_kept_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[CAMERA] = 6, "Camera of Amina"
    exif.get_ifd(PLACE)[2] = (51.0, 19.0, 0.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = upload(Image.new("RGB", (80, 40), "green"), exif=exif, comment=b"Amina", icc_profile=profile)
    picture = Picture.take(photo)
    assert (picture.width, picture.height) == (40, 80)
    assert not dict(stored(picture).getexif())
    assert "icc_profile" not in stored(picture).info
    assert b"Amina" not in bytes(picture.data)


@pytest.mark.django_db
def test_see_through_corners_become_white() -> None:
    picture = Picture.take(upload(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert min(stored(picture).convert("L").tobytes()) > 250


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_every_colour_mode_is_taken(mode: str) -> None:
    assert Picture.take(
        upload(Image.new("RGB", (20, 20), "green").convert(mode), "JPEG" if mode == "CMYK" else "PNG")
    )


@pytest.mark.django_db
def test_the_same_picture_is_one_row() -> None:
    first = Picture.take(upload(Image.new("RGB", (40, 30), "green"), "PNG"))
    assert Picture.take(upload(Image.new("RGB", (40, 30), "green"), "PNG")) == first
    assert Picture.objects.count() == 1


def test_an_upload_over_twelve_megabytes_is_refused_unopened() -> None:
    with pytest.raises(ValidationError) as refusal:
        Picture.take(ContentFile(b"\0" * (12 * 1024 * 1024 + 1), name="picture"))
    assert refusal.value.code == "bytes"


@pytest.mark.parametrize("size", [(8000, 5001), (20000, 10000), (20000, 20000)])
def test_a_small_file_that_unfolds_to_too_many_pixels_is_refused(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = upload(Image.new("1", size), "PNG")
    monkeypatch.setattr(pictures, "_flat", lambda _image: pytest.fail("it was unfolded"))
    with pytest.raises(ValidationError) as refusal:
        Picture.take(bomb)
    assert refusal.value.code == "pixels"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0 broken",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        Picture.take(ContentFile(content, name="picture.jpg"))
    assert refusal.value.code == "format"


def test_a_picture_that_breaks_off_is_refused() -> None:
    whole = upload(noise(200, 200)).read()
    with pytest.raises(ValidationError) as refusal:
        Picture.take(ContentFile(whole[: len(whole) // 2], name="picture.jpg"))
    assert refusal.value.code == "format"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Picture.take(upload(Image.new("RGB", (20, 20)), kind))
    assert refusal.value.code == "format"


@pytest.mark.django_db
def test_everybody_may_see_a_picture_and_keep_it_for_ever(client: Client) -> None:
    picture = Picture.take(upload(Image.new("RGB", (40, 30), "green")))
    answer = client.get(reverse("house:picture", args=[picture.sha256]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.content == bytes(picture.data)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not answer.cookies


@pytest.mark.django_db
def test_an_unknown_picture_is_404_and_a_post_refused(client: Client) -> None:
    address = reverse("house:picture", args=["0" * 64])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_a_description_is_asked_for_in_the_language_of_the_reader() -> None:
    picture = Picture.take(upload(Image.new("RGB", (40, 30), "green")))
    for language, alt in [("de", "Eine Wiese"), ("ar", "مرج"), ("tr", "Bir çayır")]:
        PictureAlt.objects.create(picture=picture, language=language, alt=alt)

    def preferred(language: str) -> list[tuple[str, str]]:
        rows = PictureAlt.objects.preferred("picture", language)
        return [(row.alt, row.dir) for row in rows]

    assert preferred("ar") == [("مرج", "rtl")]
    assert preferred("uk") == [("Eine Wiese", "ltr")]
    PictureAlt.objects.filter(language="de").delete()
    assert preferred("uk") == [("مرج", "rtl")]
