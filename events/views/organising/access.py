"""Whose pages these are: an offer is fetched through its organiser, so a stranger's is not found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import translate_url
from django.views.decorators.cache import never_cache

from events.acts.base import Act
from events.acts.rights import permitted, possible
from events.models import Event, Occurrence, Organiser
from events.titles import Title
from treff.house.models.text import ORIGINAL, active_language

View = Callable[..., HttpResponse]
WRITTEN_IN = {ORIGINAL, "en"}


@dataclass(frozen=True)
class Own:
    """An offer in the hands of somebody who looks after it."""

    organiser: Organiser
    event: Event

    def date(self, public_id: str) -> Occurrence:
        """One of its dates; 404 for any other."""
        dates = self.event.occurrences.with_seats().with_rooms()
        date: Occurrence = get_object_or_404(dates, public_id=public_id)
        date.event = self.event
        return date

    def title(self) -> Title:
        """What the offer is called in the language of the page."""
        return Title.in_words_of(self.event)

    def context(self) -> dict[str, Any]:
        """What every page of an offer knows."""
        return {"own": self, "event": self.event, "title": self.title()}

    def permitted(self, acts: Iterable[Act]) -> list[Act]:
        """Those of these verbs that the organiser may call on this offer at all."""
        return permitted(acts, self.event, self.organiser)

    def possible(self, acts: Iterable[Act], record: Any) -> list[Act]:
        """Those that the organiser may call on this record now."""
        return possible(acts, record, self.event, self.organiser)

    def act(self, acts: Iterable[Act], record: Any, path: str) -> Act:
        """The verb of this address; 404 for one that may not be called, or not now."""
        found = next((act for act in self.possible(acts, record) if act.path == path), None)
        if found is None:
            raise Http404
        return found

    def need_people(self) -> None:
        """Names and contacts are to be shown. Raises PermissionDenied if they are not for this organiser."""
        if not self.organiser.sees_people_of(self.event):
            raise PermissionDenied


def for_organisers(view: View) -> View:
    """These pages are written in German and English; asked for in another language they open in German."""

    @never_cache
    @wraps(view)
    def in_either(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD") and active_language() not in WRITTEN_IN:
            return redirect(translate_url(request.get_full_path(), ORIGINAL))
        return view(request, **kwargs)

    return in_either


def own_offer(view: View) -> View:
    """The view gets the offer of this address, if it is the organiser's own; else 404, always alike."""

    @for_organisers
    @wraps(view)
    def with_offer(request: HttpRequest, offer: str, **kwargs: Any) -> HttpResponse:
        organiser = Organiser.of(request.user)
        event = organiser.offers().filter(public_id=offer).prefetch_related("texts").first()
        if event is None:
            raise Http404
        return view(request, Own(organiser, event), **kwargs)

    return with_offer


def own_people(view: View) -> View:
    """As `own_offer`, for pages with names on them: 403 for a host who may not see them."""

    @wraps(view)
    def seen(request: HttpRequest, own: Own, **kwargs: Any) -> HttpResponse:
        own.need_people()
        return view(request, own, **kwargs)

    return own_offer(seen)
