"""The site, and beside it the bare page that everything is measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from events.models import Event
from treff.urls import urlpatterns as site


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The usual middleware, the session, one query; no template."""
    request.session.get("nothing")
    return HttpResponse(f"<!doctype html><title>{Event.objects.count()}</title>")


urlpatterns = [path("bench/bare/", bare), *site]
