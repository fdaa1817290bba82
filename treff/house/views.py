"""Pictures, under an address that carries their checksum: what once was sent never changes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
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
