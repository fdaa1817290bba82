"""The house itself in the staff's admin: hours, closures, phases, areas, pictures, notices, findings."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from treff.house import formats, spoken, when
from treff.house.fields import LanguagesField
from treff.house.lists import ByTime, WhenFilter
from treff.house.models import (
    District,
    DistrictFigure,
    Finding,
    House,
    HouseClosure,
    HouseHours,
    HousePhase,
    Notice,
    Picture,
    PictureAlt,
)
from treff.house.record_words import REASONS, reason_words, span_of_days
from treff.house.saving import HouseInline, RecordAdmin, TextInline
from treff.house.site import HouseAdmin

NO_LAST_DAY = _("First and last day. Without a last day it goes on.")


class HouseForm(forms.ModelForm):
    """The imprint and the way to the door."""

    languages = LanguagesField(label=capfirst(_("languages spoken")))

    class Meta:
        model = House
        fields = "__all__"  # noqa: DJ007 (all of it is printed on the site)


@admin.register(House)
class HouseRecord(RecordAdmin):
    """There is one house: the list leads straight to it."""

    form = HouseForm

    def view_on_site(self, obj: House) -> str:
        """Where neighbours read it."""
        return reverse("pages:house")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not House.objects.exists()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_add_permission(request):
            return redirect("admin:house_house_add")
        return redirect("admin:house_house_change", 1)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        """Fields that still hold a question to the association say so."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in obj.open_questions() if obj else []:
            if name in form.base_fields:
                form.base_fields[name].help_text = _("Still to be told by the association.")
        return form


@admin.register(HousePhase)
class HousePhaseAdmin(RecordAdmin):
    list_display = ("phase", "from_on")


@admin.register(HouseHours)
class HouseHoursAdmin(RecordAdmin):
    list_display = ("weekday", "from_to", "desk", "days")
    list_filter = ("desk", "weekday")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "valid":
            kwargs["help_text"] = NO_LAST_DAY
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("hours"), ordering="start")
    def from_to(self, row: HouseHours) -> str:
        return formats.hours(row.start, row.end)

    @admin.display(description=_("valid on these days"))
    def days(self, row: HouseHours) -> str:
        return span_of_days(row.valid)


class ClosureWhen(WhenFilter):
    """A closure that has begun is still to come until it ends."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[HouseClosure]) -> QuerySet[HouseClosure]:
        match self.chosen():
            case "today":
                return queryset.filter(during__overlap=Range(*when.day_bounds(when.today())))
            case "coming":
                return queryset.filter(during__endswith__gt=when.now())
            case "past":
                return queryset.filter(during__endswith__lte=when.now())
        return queryset


@admin.register(HouseClosure)
class HouseClosureAdmin(ByTime, RecordAdmin):
    time = "during"
    list_display = ("span", "reason_code", "reason_text", "decision")
    list_filter = (ClosureWhen, "decision", "reason_code")
    search_fields = ("reason_text",)

    @admin.display(description=_("during"), ordering="during")
    def span(self, row: HouseClosure) -> str:
        return formats.when(row.during.lower, row.during.upper)


class DistrictFigureInline(HouseInline):
    model = DistrictFigure
    extra = 0


@admin.register(District)
class DistrictAdmin(RecordAdmin):
    list_display = ("name", "level", "code", "parent", "days")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    inlines = (DistrictFigureInline,)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "valid":
            kwargs["help_text"] = NO_LAST_DAY
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("valid on these days"))
    def days(self, row: District) -> str:
        return span_of_days(row.valid)


class PictureForm(forms.ModelForm):
    """A picture; a new one comes as a file and is kept as the house keeps pictures."""

    file = forms.FileField(
        label=capfirst(_("picture file")),
        help_text=_(
            "JPEG, PNG or WebP, up to 12 MB. Place and date that a camera wrote into it are removed."
        ),
    )

    class Meta:
        model = Picture
        fields = ["credit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]

    def clean(self) -> dict[str, Any] | None:
        """The file is opened here, so that a bad one is refused beside its field."""
        file: File | None = self.cleaned_data.get("file")
        try:
            taken = Picture.take(file) if file else None
        except ValidationError as refusal:
            self.add_error("file", refusal)
        else:
            if taken is not None:
                self.become(taken)
        return super().clean()

    def become(self, taken: Picture) -> None:
        """The form's own picture turns into the stored one; the rows below it point to the same."""
        for name in ("pk", "sha256", "data", "width", "height"):
            setattr(self.instance, name, getattr(taken, name))
        self.instance._state.adding = False


class PictureAltInline(TextInline):
    model = PictureAlt
    parent = "picture"


@admin.register(Picture)
class PictureAdmin(RecordAdmin):
    form = PictureForm
    list_display = ("thumbnail", "alt_words", "credit")
    search_fields = ("alts__alt", "credit")
    search_help_text = _("Words of the description, or who made the picture")
    inlines = (PictureAltInline,)
    readonly_fields = ("thumbnail",)

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> tuple[str, ...]:
        """The file is typed once; a saved picture shows itself."""
        return ("thumbnail", "credit") if obj else ("file", "credit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).defer("data").prefetch_related("alts")

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        return thumbnail(picture) if picture.pk else ""

    @admin.display(description=_("what can be seen"))
    def alt_words(self, picture: Picture) -> str:
        return alt_words(picture)


class ReasonFilter(admin.SimpleListFilter):
    """What notices are about, in words."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(REASONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        return queryset.filter(template=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(HouseAdmin):
    """What was told to whom; nothing is changed here."""

    list_display = ("created_at", "about", "channel", "to_name", "due_at", "urgent_until", "state", "tries")
    list_filter = ("state", "channel", ReasonFilter)
    search_fields = ("to_name", "to_address", "to_phone")
    search_help_text = _("A name, an e-mail address or a phone number")
    fields = (
        "about",
        "channel",
        "to_name",
        "to_address",
        "to_phone",
        "language_name",
        "created_at",
        "due_at",
        "hold_until",
        "urgent_until",
        "state",
        "tries",
        "sent_at",
        "handled_at",
    )
    readonly_fields = fields
    date_hierarchy = "created_at"

    @admin.display(description=_("reason"), ordering="template")
    def about(self, notice: Notice) -> str:
        return str(reason_words(notice.template))

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, notice: Notice) -> str:
        return spoken.language_name(notice.language)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Called by what it is about and whom it is for, not by its key."""
        notice = self.get_object(request, object_id)
        title = ", ".join(filter(None, [self.about(notice), notice.to_name])) if notice else ""
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "subtitle": title})


class StillThere(admin.SimpleListFilter):
    title = _("gone")
    parameter_name = "gone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("still there")), ("yes", _("gone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Finding]) -> QuerySet[Finding]:
        if self.value() is None:
            return queryset
        return queryset.filter(gone__isnull=self.value() == "no")


@admin.register(Finding)
class FindingAdmin(HouseAdmin):
    """What the nightly checks found."""

    list_display = ("check_name", "ref", "since", "gone")
    list_filter = (StillThere, "check_name")
    search_fields = ("check_name", "ref")


def alt_words(picture: Picture) -> str:
    """The German description, else any; needs `alts` prefetched where many are shown."""
    alts = {alt.language: alt.alt for alt in picture.alts.all()}
    return alts.get("de") or next(iter(alts.values()), str(picture))


def thumbnail(picture: Picture) -> SafeString:
    """The picture, small."""
    address = reverse("house:picture", args=[picture.sha256])
    return format_html('<img class="thumb" src="{}" alt="{}">', address, alt_words(picture))
