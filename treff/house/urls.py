"""Addresses of the ground: pictures, the same in every language."""

from django.urls import path, register_converter

from treff.house import views


class ChecksumConverter:
    """Sixty-four small hexadecimal digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """The checksum as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The checksum as it stands."""
        return value


register_converter(ChecksumConverter, "checksum")

app_name = "house"
urlpatterns = [
    path("bild/<checksum:sha256>.webp", views.picture, name="picture"),
    path("favicon.ico", views.favicon, name="favicon"),
]
