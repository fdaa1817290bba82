"""What may be typed about oneself."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import User

NAME_KEY = "name_of_new_account"


class NewAccountForm(forms.Form):
    """The name beside the e-mail address when somebody opens an account.

    A public form does not write into the register of people: the name waits in the session until
    the address has been proved by its code, and becomes a person then (see the adapter).
    """

    given = forms.CharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("A first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["given", "email"]

    def signup(self, request: HttpRequest, user: User) -> None:
        request.session[NAME_KEY] = self.cleaned_data["given"]
