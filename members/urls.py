"""/konto/: log in by code or passkey, open an account, second factor, sessions.

allauth brings pages about passwords along; they are not here, because no account has one.
"""

from allauth.account import views
from allauth.usersessions import views as session_views
from django.urls import include, path

urlpatterns = [
    path("einloggen/", views.login, name="account_login"),
    path("einloggen/code/", views.request_login_code, name="account_request_login_code"),
    path("einloggen/code/eingeben/", views.confirm_login_code, name="account_confirm_login_code"),
    path("ausloggen/", views.logout, name="account_logout"),
    path("gesperrt/", views.account_inactive, name="account_inactive"),
    path("neu/", views.signup, name="account_signup"),
    path("neu/passkey/", views.signup_by_passkey, name="account_signup_by_passkey"),
    path("e-mail/", views.email, name="account_email"),
    path("e-mail/bestaetigen/", views.email_verification_sent, name="account_email_verification_sent"),
    path("erneut/", views.reauthenticate, name="account_reauthenticate"),
    path("zweiter-nachweis/", include("allauth.mfa.urls")),
    path("geraete/", session_views.list_usersessions, name="usersessions_list"),
]
