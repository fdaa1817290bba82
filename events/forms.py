"""What may be typed: looking through the programme, signing up, finding one's sign-up."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.models import Ask, ContactBy, Event, Guest, Kind, Question, QuestionText, Reply, Topic
from events.models.ask import MOST_IN_A_PARTY
from events.programme import Filter
from members.models import Person
from treff.house import formats
from treff.house.ages import AgeBand
from treff.house.clean import one_line
from treff.house.codes import clean_code
from treff.house.fields import DayField, Select
from treff.house.folding import fold
from treff.house.layout import Reveal
from treff.house.models.text import ORIGINAL, active_language
from treff.house.phones import normalise
from treff.house.spoken import language_choices, marked

# Fields that are there once for each person, with the number of the person at the end.
OF_A_PERSON = re.compile(r"(name|age|question_\d+)_\d+")


class NameField(forms.CharField):
    """A name as one line that everybody sees; an address on the net is no name."""

    def to_python(self, value: Any) -> str:
        name = one_line(super().to_python(value) or "")
        if "://" in name:
            raise ValidationError(_("Please write a name here, and no address on the net."), code="address")
        return name


def or_all(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Everything")), *choices]


def or_any(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Any")), *choices]


class Choice(forms.ChoiceField):
    """One of the choices, or none; they are asked for when the page is drawn, in its language."""

    widget = Select

    def __init__(self, choices: Callable[[], list[tuple[str, Any]]], *, label: Any) -> None:
        super().__init__(choices=choices, label=label, required=False)


class ProgrammeForm(forms.Form):
    """The filter of the programme: plain GET parameters, in German, so that links can be shared."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    thema = Choice(lambda: or_all(Topic.choices), label=_("What?"))
    art = Choice(lambda: or_all(Kind.choices), label=_("What kind?"))
    sprache = Choice(lambda: or_any(language_choices()), label=_("In which language?"))
    alter = Choice(lambda: or_any(AgeBand.choices), label=_("For which age?"))
    von = DayField(label=_("From which day?"), required=False)
    bis = DayField(label=_("Until which day?"), required=False)
    frei = forms.BooleanField(label=_("Only with free places"), required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and last < first:
            self.add_error("bis", _("The last day is before the first. Please change one of them."))
        return cleaned

    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not any(self.data.get(name) for name in self.fields)

    def chosen(self) -> dict[str, str]:
        """By field, the words for what somebody has chosen."""
        found = getattr(self, "cleaned_data", {})
        return {name: self.words_for(name, found[name]) for name in self.fields if found.get(name)}

    def words_for(self, name: str, value: Any) -> str:
        """ "Nähen", "ab Di, 1. Dezember"; what was typed, as it was typed."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]  # given by `choose_from` as pairs
        if isinstance(value, date):
            words = gettext("from %(day)s") if name == "von" else gettext("until %(day)s")
            return words % {"day": formats.day(value)}
        return str(field.label) if value is True else str(value)

    def wanted(self) -> Filter:
        """The filter as far as it could be understood."""
        found = getattr(self, "cleaned_data", {})
        return Filter(
            words=found.get("q") or "",
            topic=found.get("thema") or "",
            kind=found.get("art") or "",
            language=found.get("sprache") or "",
            age=found.get("alter") or "",
            only_free=bool(found.get("frei")),
        )


class SignUpForm(forms.Form):
    """Who is coming, and how to reach the contact. Works without a script: buttons add a person."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    people = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_IN_A_PARTY, initial=1)
    contact_by = forms.ChoiceField(
        label=_("How can we reach you?"),
        choices=ContactBy.choices,
        widget=forms.RadioSelect,
        help_text=_("Only if something changes or a place becomes free."),
        error_messages={"required": _("Please choose how we can reach you.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("For example 0151 00000123"),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email", "dir": "ltr"}),
        error_messages={"invalid": _("Please check the e-mail address. Example: amina@example.org")},
    )
    contact_name = NameField(
        label=_("Your name, if you are not coming yourself"), required=False, max_length=80
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        event: Event,
        person: Person | None = None,
        short: bool = False,
        initial: dict[str, Any] | None = None,
        size: int | None = None,
        questions: Collection[Question] | None = None,
    ) -> None:
        super().__init__(data, initial={**known_about(person), **(initial or {})})
        self.event, self.person = event, person
        self.bands = [each for each in AgeBand.choices if each[0] in (event.age_bands or AgeBand.values)]
        self.asks_age = event.asks_age and len(self.bands) > 1
        self.size = size or party_size(data)
        self.questions = list(event.questions.order_by("position") if questions is None else questions)
        for number in range(1, self.size + 1):
            self.add_person(number)
        self.ask_questions()
        if short and event.splits and self.size > 1:
            self.fields["splits"] = forms.BooleanField(
                label=_("Some of us may come without the others"), required=False
            )
        # People come before the contact on the page, so in the list of what is missing as well.
        self.order_fields([name for name in self.fields if name not in self.base_fields])

    def add_person(self, number: int) -> None:
        """The fields of one person; the age only where the event needs it and there is a choice."""
        missing = gettext("Please write a name for person %(number)s.") % {"number": number}
        self.fields[f"name_{number}"] = NameField(
            label=_("First name or usual name"),
            max_length=80,
            help_text=_("The first name is enough.") if number == 1 else "",
            widget=forms.TextInput({"autocomplete": "given-name" if number == 1 else "off"}),
            error_messages={"required": missing},
        )
        if self.asks_age:
            self.fields[f"age_{number}"] = forms.ChoiceField(
                label=_("Age"),
                choices=self.bands,
                widget=forms.RadioSelect,
                error_messages={
                    "required": gettext("Please choose the age of person %(number)s.") % {"number": number}
                },
            )

    def ask_questions(self) -> None:
        """At most five questions of the event, once for all or of each person."""
        texts = QuestionText.objects.filter(question__in=self.questions)
        wordings = {text.question_id: text for text in texts.preferred("question", active_language())}
        for question in self.questions:
            text = wordings.get(question.pk)
            words = text.wording if text else question.purpose
            missing = gettext("Please fill in: %(label)s") % {"label": words}
            language = text.language if text else ORIGINAL
            hint = marked(text.hint, language) if text and text.hint else marked(question.purpose, ORIGINAL)
            for guest in self.guests_asked(question):
                self.fields[question_name(question, guest)] = forms.CharField(
                    label=str(marked(words, language)),
                    help_text=str(hint),
                    required=question.required,
                    max_length=300,
                    error_messages={"required": missing},
                )

    def guests_asked(self, question: Question) -> list[int | None]:
        return [None] if question.ask_of == Question.AskOf.PARTY else list(range(self.size))

    @cached_property
    def helper(self) -> FormHelper:
        """One column: a group per person, the way to reach the contact, the purpose, the button.

        Made when the form is drawn: whoever presses is seldom shown it again.
        """
        helper = FormHelper(self)
        helper.form_tag = False
        of_all = [question_name(q, None) for q in self.questions if q.ask_of == Question.AskOf.PARTY]
        blocks: list[Any] = ["key", "people", *(self.person_block(n) for n in range(1, self.size + 1))]
        if self.size < MOST_IN_A_PARTY:
            blocks.append(HTML(button("more", gettext("One more person"), goes_to=self.size + 1)))
        else:
            blocks.append(HTML('{% include "events/_more_than_six.html" %}'))
        if "splits" in self.fields:
            blocks.append("splits")
        if of_all:
            blocks.append(Fieldset(gettext("One more thing"), *of_all))
        reveal = Reveal(
            "contact_by",
            icons={"phone": "phone", "email": "mail", "in_person": "people"},
            phone=["phone"],
            email=["email"],
            in_person=gettext("Good. You get a slip with a code. With the code you can ask at the desk."),
        )
        helper.layout = Layout(*blocks, Div(reveal, "contact_name", css_class="group"))
        return helper

    def person_block(self, number: int) -> Fieldset:
        names = [f"name_{number}", *([f"age_{number}"] if self.asks_age else [])]
        names += [question_name(q, number - 1) for q in self.questions if q.ask_of == Question.AskOf.EACH]
        legend = gettext("Person %(number)s") % {"number": number}
        if self.size == 1:
            return Fieldset(legend, *names)
        label = gettext("Take person %(number)s away") % {"number": number}
        away = HTML(button("less", label, str(number), goes_to=max(number - 1, 1)))
        return Fieldset(legend, *names, away)

    def clean(self) -> dict[str, Any]:
        """The chosen way to be reached needs its number or address."""
        cleaned = super().clean() or {}
        if cleaned.get("contact_by") == ContactBy.PHONE and "phone" not in self.errors:
            self.check_phone(cleaned.get("phone", ""))
        if (
            cleaned.get("contact_by") == ContactBy.EMAIL
            and not cleaned.get("email")
            and "email" not in self.errors
        ):
            self.add_error("email", _("Please write your e-mail address, or choose another way."))
        return cleaned

    def check_phone(self, typed: str) -> None:
        """Say what is wrong with the number, or that there is none."""
        if not typed:
            self.add_error("phone", _("Please write your phone number, or choose another way."))
            return
        try:
            normalise(typed)
        except ValidationError as refusal:
            self.add_error("phone", refusal)

    def ask(self) -> Ask:
        """The valid form as the model understands it."""
        cleaned = self.cleaned_data
        guests = tuple(self.guest(number) for number in range(1, self.size + 1))
        replies = tuple(
            Reply(question.pk, cleaned[question_name(question, guest)], guest)
            for question in self.questions
            for guest in self.guests_asked(question)
        )
        return Ask(
            guests=guests,
            contact_by=ContactBy(cleaned["contact_by"]),
            contact_name=cleaned["contact_name"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            language=active_language(),
            splits=cleaned.get("splits", False),
            replies=replies,
            contact=self.person,
        )

    def guest(self, number: int) -> Guest:
        """One person; signed in, whoever writes the own name is linked to the own record."""
        name = self.cleaned_data[f"name_{number}"]
        is_me = self.person is not None and fold(name) in {fold(self.person.given), fold(self.person.name)}
        only_band = self.bands[0][0] if self.event.asks_age and not self.asks_age else ""
        band = self.cleaned_data.get(f"age_{number}", only_band)
        return Guest(name, band, person=self.person if is_me else None)

    def comes_in_part(self) -> bool:
        """Whether the box "some of us may come without the others" is ticked."""
        return "splits" in self.fields and bool(self["splits"].value())

    def all_wait(self, free: int | None) -> bool:
        """Whether this party is too large for the free places and stays together."""
        return free is not None and self.size > free and not self.comes_in_part()

    def button_words(self, *, queue: bool) -> str:
        """What the button does, with the number of people."""
        if queue:
            return gettext("Join the waiting list")
        return ngettext("Sign up %(n)s person", "Sign up %(n)s people", self.size) % {"n": self.size}


class FindForm(forms.Form):
    """Code and the phone number or e-mail address given with it. Never the code alone."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=12,
        help_text=_("Six letters and digits, for example KRF 7HM."),
        widget=forms.TextInput(
            {"autocomplete": "off", "class": "codein", "dir": "ltr", "spellcheck": "false"}
        ),
        error_messages={"required": _("Please fill in: Your code")},
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        max_length=120,
        help_text=_("The number or address that you gave when you signed up."),
        widget=forms.TextInput({"dir": "ltr"}),
        error_messages={"required": _("Please fill in: Phone or e-mail")},
    )

    def clean_code(self) -> str:
        return clean_code(self.cleaned_data["code"])


def party_size(data: Mapping[str, Any] | None) -> int:
    """How many people the form has fields for."""
    try:
        return min(max(int((data or {}).get("people", 1)), 1), MOST_IN_A_PARTY)
    except (TypeError, ValueError):
        return 1


def small_number(typed: str) -> int:
    """A number of one or two digits, as positions in a party are; 0 for whatever else stands there."""
    return int(typed) if len(typed) <= 2 and typed.isdecimal() else 0


def resized(data: Any) -> Any:
    """The data after "one more person" or "take person n away"; everything typed is kept."""
    kept, size = data.copy(), party_size(data)
    if "more" in data:
        kept["people"] = min(size + 1, MOST_IN_A_PARTY)
    elif (gone := small_number(data.get("less", ""))) and size > 1:
        gone = min(gone, size)
        of_people = {found[1] for name in data if (found := OF_A_PERSON.fullmatch(name))}
        for number in range(gone, size):
            for name in of_people:
                kept[f"{name}_{number}"] = data.get(f"{name}_{number + 1}", "")
        kept["people"] = size - 1
    return kept


def known_about(person: Person | None) -> dict[str, Any]:
    """What the house knows of somebody who is logged in, to fill the form."""
    if person is None:
        return {"contact_by": ContactBy.PHONE}
    by = ContactBy.chosen_by(person)
    return {"name_1": person.given, "contact_by": by, "email": person.email, "phone": person.phone}


def question_name(question: Question, guest: int | None) -> str:
    return f"question_{question.pk}_" + ("all" if guest is None else str(guest + 1))


def button(name: str, words: str, value: str = "1", *, goes_to: int) -> str:
    """A plain button inside the form; the page that follows begins at the name of that person,
    and the browser puts the cursor there."""
    context = {"name": name, "value": value, "words": words, "goes_to": goes_to}
    return render_to_string("events/_button.html", context)
