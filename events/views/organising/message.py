"""A message to everybody who has signed up: written, looked at with whom it reaches, then sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.acts.affected import channel, told_words
from events.models import Event, Occurrence
from events.models.message import left_today, recipients, send
from events.models.place import PlaceQuerySet
from events.notices import rows_by_contact
from events.people import CONTACT_DAYS
from events.people_forms import MessageForm
from events.views.organising.access import Own, own_people
from events.views.organising.pressing import NotDone, pressed
from members.rights import person_of
from treff.house import when
from treff.house.models import Channel


@dataclass(frozen=True)
class Reached:
    """By which ways the contacts are told, and who has to be told by voice, by name."""

    channels: Counter[Channel]
    by_voice: tuple[str, ...]

    @classmethod
    def by(cls, places: PlaceQuerySet, event: Event) -> "Reached":
        contacts = [sign_up for sign_up, _rows in rows_by_contact(places, event)]
        channels = Counter(channel(each) for each in contacts)
        others = [each for each in contacts if channel(each) != Channel.MAIL]
        return cls(channels, tuple(each.greeting_name() for each in others))

    def mail_words(self) -> str:
        """How many read a mail; nothing where nobody does."""
        mails = self.channels[Channel.MAIL]
        return told_words(Counter({Channel.MAIL: mails}))

    def sent_words(self) -> str:
        """What happens now that it is sent."""
        if self.channels[Channel.MAIL]:
            return _("Your message is on its way.")
        return _("Your message is written down. %(told)s") % {"told": told_words(self.channels)}


@own_people
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, own: Own) -> HttpResponse:
    """Write it; the button leads to the check, and the button there sends it."""
    dates = dates_to_write_about(own)
    if request.method != "POST" or "change" in request.POST:
        typed = {name: request.POST[name] for name in MessageForm.base_fields if name in request.POST}
        first = {"termin": request.GET.get("termin", MessageForm.ALL)}
        return form_page(request, own, MessageForm(event=own.event, dates=dates, initial=first | typed))
    form = MessageForm(request.POST, event=own.event, dates=dates)
    if not form.is_valid():
        return form_page(request, own, form, status=422)
    return sent(request, own, form) if "send" in request.POST else check_page(request, own, form)


def dates_to_write_about(own: Own) -> list[Occurrence]:
    """Those to come and those of the last week, each once."""
    since = when.day_bounds(when.today() - timedelta(days=CONTACT_DAYS))[0]
    return list(own.event.occurrences.filter(starts_at__gte=since, status="scheduled").order_by("starts_at"))


def sent(request: HttpRequest, own: Own, form: MessageForm) -> HttpResponse:
    """Send it, and lead back to the offer; a refusal keeps every word."""
    dates, states, key = form.chosen_dates(), form.states(), form.cleaned_data["key"]
    reached = Reached.by(recipients(own.event, dates, states), own.event)
    try:
        pressed(form, lambda: send(own.event, form.message(), dates, states, by=person_of(request), key=key))
    except NotDone as why:
        return form_page(request, own, form, status=why.status)
    messages.success(request, reached.sent_words())
    return redirect("events:own_offer", own.event.public_id)


def check_page(request: HttpRequest, own: Own, form: MessageForm) -> HttpResponse:
    """What will be sent, and to whom; nothing has been sent yet."""
    places = recipients(own.event, form.chosen_dates(), form.states())
    context = {
        **own.context(),
        "message": form.message(),
        "kept": form.kept(),
        "reached": Reached.by(places, own.event),
    }
    return render(request, "events/organising/message_check.html", context)


def form_page(request: HttpRequest, own: Own, form: MessageForm, *, status: int = 200) -> HttpResponse:
    context = {**own.context(), "form": form, "left": left_today(own.event)}
    return render(request, "events/organising/message.html", context, status=status)
