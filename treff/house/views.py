"""Pictures, under an address that carries their checksum: what once was sent never changes; and the icon."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from treff.house.models import Picture

FOR_EVER = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """One picture, to be kept by whoever asked for it."""
    found = get_object_or_404(Picture, sha256=sha256)
    answer = HttpResponse(bytes(found.data), content_type="image/webp")
    answer.headers["Cache-Control"] = FOR_EVER
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where a browser looks for the icon of a page that names none."""
    return redirect(static("favicon.svg"))
