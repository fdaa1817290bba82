"""Who has signed up, in the order of asking: read only, and the verbs for one party.

Names and contacts are for the team and the board alone (`roles.toml`). What could be the same
people twice is only marked: the form never says so to a stranger, and the team decides.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import words
from events.acts.people import Erase, Overbook, Remove
from events.admin import lists
from events.admin.confirm import ActingAdmin
from events.models import Answer, Event, EventLead, Participant, Place, PlaceState, SignUp
from members.rights import person_of
from treff.house import formats, when
from treff.house.codes import clean_code
from treff.house.record_words import part_of_number

EVENTS_LISTED = 40


class EventFilter(admin.SimpleListFilter):
    """Events with coming dates that somebody has signed up for, and the one that is shown."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        shown = request.GET.get("event", "")
        live = Event.objects.filter(sign_ups__isnull=False, occurrences__starts_at__gt=when.now())
        wanted = live | Event.objects.filter(pk=int(shown) if shown.isdecimal() else 0)
        titles = wanted.distinct().annotate(title_words=lists.title_of("pk")).order_by("title_words")
        return [(str(pk), title) for pk, title in titles.values_list("pk", "title_words")[:EVENTS_LISTED]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> QuerySet[SignUp]:
        value = self.value() or ""
        return queryset.filter(event=int(value)) if value.isdecimal() else queryset


class StandingFilter(admin.SimpleListFilter):
    """How the party stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*PlaceState.choices, ("double", _("perhaps signed up twice"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> QuerySet[SignUp]:
        if self.value() == "double":
            return queryset.filter(is_double=True)  # type: ignore[misc]  # annotated in get_queryset
        if self.value() is None:
            return queryset
        held = Place.objects.filter(participant__sign_up=OuterRef("pk"), state=self.value())
        return queryset.filter(Exists(held))


@admin.register(SignUp)
class SignUpAdmin(ActingAdmin):
    acts = (Overbook(), Remove(), Erase())
    never_deleted = _("A sign-up is never deleted. Take people out, then the next in line move up.")
    list_display = ("number", "names", "title", "standing", "reached", "code_words", "asked", "double")
    list_display_links = ("names",)
    list_filter = (EventFilter, StandingFilter, "channel")
    list_per_page = 50
    ordering = ("event", "rank")
    view_on_site = False  # its page is a signed link that belongs to the contact
    search_fields = ("code",)
    search_help_text = _("A name, a phone number, an e-mail address or a code")
    fields = (
        "title",
        "number",
        "names",
        "standing",
        "reached",
        "code_words",
        "asked",
        "double",
        "channel",
    )
    readonly_fields = fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing of a sign-up is a field; it changes by its verbs."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignUp]:
        places = Place.objects.select_related("occurrence").order_by("occurrence__starts_at")
        people = Participant.objects.prefetch_related(Prefetch("places", places))
        sign_ups: Any = super().get_queryset(request)
        sign_ups = sign_ups.with_number().with_double().annotate(title_words=lists.title_of("event"))
        found: QuerySet[SignUp] = sign_ups.select_related("event")
        return found.prefetch_related(Prefetch("participants", people))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SignUp], search_term: str
    ) -> tuple[QuerySet[SignUp], bool]:
        """By name in any accents, by the number however typed, by address or by code."""
        if not search_term.strip():
            return queryset, False
        wanted = Q(pk__in=SignUp.objects.named(search_term).values("pk")) | Q(code=clean_code(search_term))
        if "@" in search_term:
            wanted |= Q(contact_email__icontains=search_term.strip())
        if digits := part_of_number(search_term):
            wanted |= Q(contact_number__contains=digits)
        return queryset.filter(wanted), False

    @admin.display(description=_("number"), ordering="rank")
    def number(self, sign_up: Any) -> str:
        """The number in the queue, as the contact sees it."""
        return str(sign_up.queue_number or "")

    @admin.display(description=_("who comes"))
    def names(self, sign_up: SignUp) -> str:
        people = [person.name or gettext("(erased)") for person in sign_up.participants.all()]
        return formats.listing(people)

    @admin.display(description=_("event"), ordering="title_words")
    def title(self, sign_up: Any) -> str:
        return str(sign_up.title_words or sign_up.event.slug)

    @admin.display(description=_("state"))
    def standing(self, sign_up: SignUp) -> str:
        places = [place for person in sign_up.participants.all() for place in person.places.all()]
        return formats.listing(list(dict.fromkeys(str(place.get_state_display()) for place in places)))

    @admin.display(description=_("contact"))
    def reached(self, sign_up: SignUp) -> SafeString:
        """Name and number, each for itself: a number stays whole beside a name from right to left."""
        said = (
            sign_up.contact_email or formats.phone_display(sign_up.contact_phone) or gettext("asks in person")
        )
        parts = filter(None, [sign_up.contact_name, said])
        return format_html_join(", ", "<bdi>{}</bdi>", ((part,) for part in parts))

    @admin.display(description=_("code"), ordering="code")
    def code_words(self, sign_up: SignUp) -> str:
        return formats.code_display(sign_up.code)

    @admin.display(description=_("asked at"), ordering="asked_at")
    def asked(self, sign_up: SignUp) -> str:
        return formats.moment(sign_up.asked_at)

    @admin.display(description=_("to be looked at"))
    def double(self, sign_up: Any) -> str:
        return gettext("same name and contact") if sign_up.is_double else ""

    def name_of(self, record: Any) -> str:
        return f"{self.title(record)}: {self.names(record)}"

    def said_about(self, request: HttpRequest, record: SignUp) -> dict[str, Any]:
        """Every place by person and date, and the answers this account may read."""
        me = person_of(request)
        answers = Answer.objects.filter(sign_up=record).select_related("question", "participant")
        leads = EventLead.objects.filter(event=record.event_id, person=me, during__contains=when.today())
        if not leads.exists():
            answers = answers.filter(question__sensitive=False)
        return {
            **super().said_about(request, record),
            "people": [
                {"name": person.name, "places": [place_words(place) for place in person.places.all()]}
                for person in record.participants.all()
            ],
            "answers": answers.order_by("question__position", F("participant").asc(nulls_first=True)),
            "list_url": f"{reverse('admin:events_signup_changelist')}?event={record.event_id}",
        }


def place_words(place: Place) -> str:
    """ "Di, 1. Dezember, 15–17 Uhr: confirmed"."""
    return f"{words.date_words(place.occurrence)}: {place.get_state_display()}"
