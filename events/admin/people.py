"""A person of the register typed by name: works without a script and without a list of everybody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import Person

MOST_NAMED = 8


class PersonField(forms.CharField):
    """A name, or the number of the person as "#12". `people` are those who may be chosen."""

    people = Person.objects.known()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("The name, or a part of it. With two of a name also the number: #12")
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """ "Amina Haddad #12" for a key; what was typed stays as it is."""
        if isinstance(value, int):
            value = Person.objects.filter(pk=value).first()
        return named(value) if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        """The one person meant. Raises ValidationError for nobody, or for several, with their numbers."""
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        name, _hash, number = typed.rpartition("#")
        found = self.people.filter(pk=number) if number.isdecimal() and _hash else self.people.named(typed)
        people = list(found[: MOST_NAMED + 1])
        if not people:
            raise ValidationError(
                _("We do not know this person. Please create the person first."), code="nobody"
            )
        if len(people) > 1:
            names = ", ".join(named(person) for person in people[:MOST_NAMED])
            raise ValidationError(
                _("Several people have this name: %(names)s"), code="several", params={"names": names}
            )
        return people[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, int | None) else initial.pk
        return bool((data or "").strip() != (self.prepare_value(before) or ""))


def named(person: Person) -> str:
    """The name with the number that tells two of the same name apart."""
    return f"{person.name} #{person.pk}"
