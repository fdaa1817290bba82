"""How allauth speaks and acts in this house: mails through the queue, no password, one voice."""

from typing import Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from members.forms import NAME_KEY
from members.models import AccountMail, Person, User
from members.roles import SECOND_FACTOR
from treff.house.links import absolute
from treff.house.models import House, active_language


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: opened with a name and an address, entered with a code."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the language of the page and hand over to the queue; nothing is sent here."""
        words = {
            "email": email,
            "house": House.get(),
            "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60,
            "log_in_url": absolute(reverse("account_login")),
            "sign_up_url": absolute(reverse("account_signup")),
            **{key: value for key, value in context.items() if key != "request"},
        }
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
        text = render_to_string(f"{template_prefix}_message.txt", words).strip() + "\n"
        AccountMail.post(email, subject, text)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody wants to open an account that is there: say how to enter it."""
        self.send_mail("account/email/account_already_exists", email, {})

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 (allauth's signature)
        """A new account in the language of the page; its address in small letters."""
        user.language = active_language()
        form.cleaned_data["email"] = form.cleaned_data["email"].strip().lower()
        super().save_user(request, user, form, commit=commit)
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page of the house in the language of the account; an asked-for `next` goes before it."""
        assert isinstance(request.user, User)
        with translation.override(request.user.language):
            return reverse("pages:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same after an account was opened."""
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The address is proved now: the name that was typed becomes a person."""
        given = request.session.pop(NAME_KEY, "")
        if given:
            Person.of_account(user, given)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: a passkey or an app that shows numbers."""

    def get_totp_issuer(self) -> str:
        """What the app writes above the number."""
        return House.get().name

    def build_totp_svg(self, url: str) -> str:
        """The QR code as markup to stand in the page: the content policy forbids `data:` pictures."""
        return mark_safe(segno.make(url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor of staff, board and city stays while the role lasts."""
        if authenticator.user.roles.isdisjoint(SECOND_FACTOR):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
