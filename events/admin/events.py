"""Events in the staff's admin: one page with texts, new dates, hosts, leads and questions.

State, address and saved dates are not fields here: they change on pages of their own, which say
whom it touches.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events import words
from events.acts import OFFER_ACTS
from events.acts.refusals import with_free_rooms
from events.admin import lists
from events.admin.confirm import ActingAdmin
from events.admin.filters import HostFilter, RoomFilter
from events.admin.forms import EventForm
from events.admin.inlines import HostRows, LeadRows, NewDateRows, QuestionRows, TextRows
from events.models import Event, Occurrence, Question, QuestionText
from events.models.event import State
from events.models.seats import Seats
from rooms.models import Room, RoomTaken
from rooms.models.use import atomic_ids
from treff.house import formats
from treff.house.locks import lock
from treff.house.saving import RecordAdmin, Refused, TextInline

DATES_SHOWN = 30


class NextDate(admin.SimpleListFilter):
    """Whether something is still to come."""

    title = _("dates")
    parameter_name = "dates"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("coming", _("with coming dates")), ("none", _("without a coming date"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        if self.value() is None:
            return queryset
        return queryset.filter(next_at__isnull=self.value() == "none")  # type: ignore[misc]  # annotated in get_queryset


@admin.register(Event)
class EventAdmin(ActingAdmin):
    form = EventForm
    acts = OFFER_ACTS
    never_deleted = _("An event is never deleted. Archive it, then it leaves the programme.")
    inlines = (TextRows, NewDateRows, HostRows, LeadRows, QuestionRows)
    list_display = ("title", "topic", "kind", "state", "next_date", "next_seats", "on_site")
    list_filter = ("state", NextDate, HostFilter, RoomFilter, "topic", "kind", "carried_by")
    list_per_page = 50
    search_fields = ("slug",)
    search_help_text = _("Words of the title or the text, in any language")
    fieldsets = (
        (None, {"fields": (("kind", "topic"), ("carried_by", "joins"), "splits", "slug")}),
        (_("Places for new dates"), {"fields": (("default_capacity", "default_reserve"), "minimum")}),
        (
            _("When people can sign up"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("opens_on", "opens_days_before", "opens_time"),
                    ("closes_on", "closes_days_before", "closes_time"),
                    ("after_start", "late_hours"),
                ),
            },
        ),
        (
            _("For whom, in which language, who helps"),
            {
                "classes": ("collapse",),
                "fields": (
                    "age_bands",
                    "asks_age",
                    "spoken",
                    "interpreting",
                    ("contact_name", "contact_phone"),
                ),
            },
        ),
        (
            _("Access, where it differs from the room"),
            {
                "classes": ("collapse",),
                "fields": (("step_free", "toilet", "induction_loop", "sign_language"),),
            },
        ),
        (_("Picture"), {"classes": ("collapse",), "fields": ("picture", ("new_picture", "new_alt"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """With title and next date; a constant number of queries however many events."""
        coming = Occurrence.objects.filter(event=OuterRef("pk")).with_seats().coming()
        one = {name: Subquery(coming.values(name)[:1]) for name in NEXT.values()}
        events = super().get_queryset(request).annotate(title_words=lists.title_of("pk"))
        answer: QuerySet[Event] = events.annotate(**{name: one[field] for name, field in NEXT.items()})
        return answer

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        return lists.saying(queryset, "pk", search_term), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address that people know changes on a page of its own."""
        return () if obj is None else ("slug",)

    # -- columns ---------------------------------------------------------------------------------

    @admin.display(description=_("event"), ordering="title_words")
    def title(self, event: Any) -> str:
        return str(event.title_words or event.slug)

    @admin.display(description=_("next date"), ordering="next_at")
    def next_date(self, event: Any) -> str:
        return formats.when(event.next_at, event.next_end) if event.next_at else ""

    @admin.display(description=_("places of the next date"))
    def next_seats(self, event: Any) -> str:
        if event.next_at is None or event.takes_no_sign_up:
            return ""
        seats = Seats(event.next_capacity, 0, event.next_confirmed, 0, event.next_waiting)
        return words.seats_words(seats)

    @admin.display(description=_("page"))
    def on_site(self, event: Event) -> SafeString:
        return lists.link_to_page(self.view_on_site(event), event)

    def view_on_site(self, obj: Event) -> str:
        return lists.address_of(obj)

    def name_of(self, record: Any) -> str:
        return str(record.title_words or record.slug)

    # -- page ------------------------------------------------------------------------------------

    def said_about(self, request: HttpRequest, record: Event) -> dict[str, Any]:
        """The dates that are saved, and the way to those who have signed up."""
        dates = (
            record.occurrences.not_over().with_seats().select_related("use").prefetch_related("use__rooms")
        )
        dates_url = reverse("admin:events_occurrence_changelist")
        return {
            **super().said_about(request, record),
            "state": record.get_state_display(),
            "view_url": self.view_on_site(record),
            "is_draft": record.state == State.DRAFT,
            "dates": [words.date_line(date) for date in dates[:DATES_SHOWN]],
            "dates_url": f"{dates_url}?event__id__exact={record.pk}&when=all",
            "sign_ups_url": f"{reverse('admin:events_signup_changelist')}?event={record.pk}",
        }

    def hold(self, object_id: str) -> None:
        if not object_id.isdecimal():
            return  # an address of no event; the page itself answers that
        lock(Event.objects.filter(pk=int(object_id)))

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """A new event without a short name gets one from its title, once the title is saved."""
        if not change and not obj.slug:
            obj.slug = obj.public_id
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        super().save_related(request, form, formsets, change)
        event = form.instance
        if not change and event.slug == event.public_id:
            german = event.texts.filter(language="de").values_list("title", flat=True).first()
            event.slug = Event.free_slug(german or "")
            event.save(update_fields=["slug"])

    def response_post_save_add(self, request: HttpRequest, obj: Event) -> HttpResponseRedirect:
        """A new event opens its page again: publishing comes next."""
        return redirect("admin:events_event_change", obj.pk)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        if formset.model is Occurrence:
            save_dates(form.instance, formset)
        else:
            super().save_formset(request, form, formset, change)


NEXT = {
    "next_at": "starts_at",
    "next_end": "ends_at",
    "next_capacity": "capacity",
    "next_confirmed": "confirmed_count",
    "next_waiting": "waiting_count",
}


@transaction.atomic
def save_dates(event: Event, formset: Any) -> None:
    """Write the new dates and take their rooms, all or none. Locks the event, then every room.

    Raises Refused at the row whose room is taken.
    """
    formset.save(commit=False)
    rows = [form for form in formset.extra_forms if form.has_changed()]
    rooms = {room.pk: room for form in rows for room in form.cleaned_data["rooms"]}
    parts = atomic_ids(list(rooms.values()))
    lock(Event.objects.filter(pk=event.pk), Room.objects.filter(pk__in=parts | rooms.keys()))
    for form in rows:
        date = form.instance
        date.save()
        try:
            if form.cleaned_data["rooms"]:
                date.set_rooms(list(form.cleaned_data["rooms"]))
        except RoomTaken as refusal:
            until = date.room_until or date.ends_at
            raise Refused(with_free_rooms(refusal, date.starts_at, until), form.prefix) from refusal
        except ValidationError as refusal:
            raise Refused(refusal, form.prefix) from refusal


class QuestionTextRows(TextInline):
    model = QuestionText
    parent = "question"


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    """One question in all its languages; new questions are asked on the page of their event."""

    inlines = (QuestionTextRows,)
    list_display = ("purpose", "event_words", "position", "ask_of", "required", "sensitive", "erase_days")
    list_filter = ("ask_of", "sensitive")
    search_fields = ("purpose", "texts__wording")
    search_help_text = _("Words of the question, of its purpose or of the event")
    readonly_fields = ("event_words",)
    fields = ("event_words", "position", "ask_of", "purpose", "required", "sensitive", "erase_days")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        questions: QuerySet[Question] = super().get_queryset(request)
        return questions.annotate(title_words=lists.title_of("event"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Question], search_term: str
    ) -> tuple[QuerySet[Question], bool]:
        """By its own words, or by those of the event."""
        found, _doubles = super().get_search_results(request, queryset, search_term)
        wanted = Q(pk__in=found.values("pk")) | lists.says("event", search_term)
        return queryset.filter(wanted) if search_term.strip() else queryset, False

    @admin.display(description=_("event"))
    def event_words(self, question: Any) -> str:
        return question.title_words or ""
