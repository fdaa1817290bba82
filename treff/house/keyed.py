"""A form that creates something, and carries a key so that it is acted upon once."""

from copy import copy
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from treff.house.models.submission import OTHER_WORDS
from treff.house.saving import show


class KeyedForm(forms.Form):
    """`refuse` shows why a verb said no; `house.Submission` is what the key is for."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def refuse(self, refusal: ValidationError) -> None:
        """Show the refusal; what was sent before with other words is meant if it is pressed once more."""
        show(self, refusal)
        if getattr(refusal, "code", "") == OTHER_WORDS:
            again: Any = copy(self.data)
            again[self.add_prefix("key")] = str(uuid4())
            self.data = again
