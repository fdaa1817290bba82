"""Pictures, kept in the database: several web hosts share no disk, and a backup is one thing.

What is uploaded is never served. It is opened under limits (a small file can unfold to gigabytes),
turned upright, stripped of everything a camera writes along (place, time, owner), shrunk and
written anew as WebP. The address carries the checksum, so a picture can be cached for ever.
"""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from treff.house.models.text import Text

UPLOAD_BYTES = 12 * 1024 * 1024
PIXELS = 40_000_000
LONGEST_SIDE = 1600
STORED_BYTES = 200_000
FORMATS = ("JPEG", "PNG", "WEBP")
SIDES = (LONGEST_SIDE, 1200, 800, 400)
QUALITIES = (82, 70, 55)


class Picture(models.Model):
    """One picture as it is sent to people."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    data = models.BinaryField(editable=False)
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)
    credit = models.CharField(_("who made the picture"), max_length=120, blank=True, default="")

    objects = models.Manager["Picture"]()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                name="picture_is_known_by_its_checksum",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="picture_has_a_sensible_size",
                condition=Q(
                    width__gte=1,
                    height__gte=1,
                    width__lte=LONGEST_SIDE,
                    height__lte=LONGEST_SIDE,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:8]} ({self.width} × {self.height})"

    def get_absolute_url(self) -> str:
        """Carries the checksum, so it may be kept for ever."""
        return reverse("house:picture", args=[self.sha256])

    @classmethod
    def take(cls, file: File, *, credit: str = "") -> "Picture":
        """The stored picture of an upload; the same picture twice is one row.

        Raises ValidationError for what is too big, too large when unfolded, or no picture.
        """
        image = _opened(file)
        data, size = _small(image)
        sha256 = hashlib.sha256(data).hexdigest()
        made = {"data": data, "width": size[0], "height": size[1], "credit": credit}
        picture, _created = Picture.objects.get_or_create(sha256=sha256, defaults=made)
        return picture


class PictureAlt(Text):
    """What is to be seen, for people who do not see it, in one language."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="alts", verbose_name=_("picture"))
    alt = models.CharField(_("what can be seen"), max_length=200)

    class Meta:
        verbose_name = _("description of the picture")
        verbose_name_plural = _("descriptions of the picture")
        constraints = [
            models.UniqueConstraint(
                name="picture_is_described_once_in_a_language",
                fields=["picture", "language"],
                violation_error_message=_("The picture is already described in this language."),
            ),
            models.CheckConstraint(
                name="picture_description_has_words",
                condition=~Q(alt=""),
                violation_error_message=_("Please say in a few words what can be seen."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt


def _opened(file: File) -> Image.Image:
    """The upload as an upright image without alpha or palette; refuses before it unfolds."""
    if (file.size or 0) > UPLOAD_BYTES:
        raise ValidationError(
            _("The picture is larger than 12 MB. Please choose a smaller one."),
            code="bytes",
        )
    try:
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > PIXELS:
            raise Image.DecompressionBombError
        return _flat(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(
            _("The picture has too many pixels. Please choose a smaller one."),
            code="pixels",
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise ValidationError(
            _("We cannot open this picture. Please choose a JPEG, PNG or WebP file."),
            code="format",
        ) from None


def _flat(image: Image.Image) -> Image.Image:
    """On white paper: transparent corners would turn black or vanish in the dark view."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _small(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """The largest and best WebP below the limit, tried from good to poor."""
    data = b""
    for side in (side for side in SIDES if side == LONGEST_SIDE or side < max(image.size)):
        image.thumbnail((side, side))
        for quality in QUALITIES:
            data = _webp(image, quality)
            if len(data) <= STORED_BYTES:
                return data, image.size
    return data, image.size


def _webp(image: Image.Image, quality: int) -> bytes:
    """Pixels only: place, time and owner are written along by nobody who is not asked to."""
    paper = io.BytesIO()
    image.save(paper, "WEBP", quality=quality, method=4)
    return paper.getvalue()
