"""Rooms in the staff's admin: facts of access, parts of a hall, texts per language."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rooms.models import Room, RoomPart, RoomText
from treff.house.formats import listing
from treff.house.saving import RecordAdmin, Refused, TextInline


class RoomForm(forms.ModelForm):
    """A room; with parts it is a hall."""

    parts = forms.ModelMultipleChoiceField(
        Room.objects.filter(parts__isnull=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=capfirst(_("a hall made of these rooms")),
        help_text=_("Nothing ticked: a room of its own. A hall is used through its parts."),
    )

    class Meta:
        model = Room
        fields = "__all__"  # noqa: DJ007 (nothing of a room is hidden from the team)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = self.fields["parts"]
        assert isinstance(parts, forms.ModelMultipleChoiceField)
        if self.instance.pk:
            parts.queryset = Room.objects.filter(parts__isnull=True).exclude(pk=self.instance.pk)
            parts.initial = Room.objects.filter(part_of__hall=self.instance.pk)


class RoomTextInline(TextInline):
    model = RoomText
    parent = "room"


@admin.register(Room)
class RoomAdmin(RecordAdmin):
    form = RoomForm
    list_display = ("name", "made_of", "square_metres", "fire_limit", "step_free", "toilet", "induction_loop")
    list_filter = ("step_free", "toilet", "induction_loop")
    search_fields = ("name", "slug")
    inlines = (RoomTextInline,)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        parts = RoomPart.objects.select_related("part").order_by("part__name")
        return super().get_queryset(request).prefetch_related(Prefetch("parts", parts))

    @admin.display(description=_("made of"))
    def made_of(self, room: Room) -> str:
        return listing([part.part.name for part in room.parts.all()])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """The parts are set through the rule of halls, which may refuse."""
        super().save_related(request, form, formsets, change)
        wanted = list(form.cleaned_data["parts"])
        if set(wanted) != {part.part for part in RoomPart.objects.filter(hall=form.instance)}:
            try:
                form.instance.set_parts(wanted)
            except ValidationError as refusal:
                raise Refused(ValidationError({"parts": refusal.messages})) from refusal
