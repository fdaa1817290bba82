"""Settings of the whole project. Every environment variable is read here, once, through treff.env.

A house that is open names its hosts in TREFF_HOSTS; that alone switches from laptop to production.
Importing this module computes paths and starts nothing.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from treff import env
from treff.house.postgres import own_server

BASE_DIR = Path(__file__).resolve().parent.parent

# -- what kind of run is this ------------------------------------------------------------------
DEBUG = False
ALLOWED_HOSTS = env.hosts("TREFF_HOSTS")
PRODUCTION = bool(ALLOWED_HOSTS)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = env.secret(
    "TREFF_SECRET_KEY", "only-for-a-laptop-never-for-a-house-that-is-open-to-people", required=PRODUCTION
)
TREFF_URL = env.web_address(
    "TREFF_URL",
    f"https://{ALLOWED_HOSTS[0].removeprefix('.')}" if PRODUCTION else "http://localhost:8000",
    open_at=ALLOWED_HOSTS if PRODUCTION else [],
)
TREFF_DEMO = env.yes_no("TREFF_DEMO")
if TREFF_DEMO and set(ALLOWED_HOSTS) - {"localhost", "127.0.0.1"} - {"[::1]"}:
    raise ImproperlyConfigured("TREFF_DEMO must be 0 where TREFF_HOSTS names more than localhost.")
TREFF_WORKERS = env.number("TREFF_WORKERS", 2, highest=64)

# -- applications ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "treff.pages",
    "treff.demo",
    "events",
    "rooms",
    "members",
    "treff.house",
    "members.admin_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "treff.house.access_log.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "treff.house.way_back.WayBack",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "treff.house.language.LanguageOfThePath",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.private_pages.PrivatePages",
    "events.made_here.ForgetAtLogOut",
    "members.second_factor.SecondFactorMiddleware",
    "treff.pages.refusals.Refusals",
]
ROOT_URLCONF = "treff.urls"
CSRF_FAILURE_VIEW = "treff.pages.errors.long_open"
WSGI_APPLICATION = "treff.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "treff.house.context.house",
                "treff.pages.context.menus",
            ]
        },
    }
]

# -- database ----------------------------------------------------------------------------------
_database = env.database("DATABASE_URL", "" if PRODUCTION else own_server().url)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        **{key: said for key, said in _database.items() if key.isupper()},
        "OPTIONS": {
            "options": "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000",
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            **{key: said for key, said in _database.items() if key.islower()},
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Beyond this many a third is thrown away, counts of tries among them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- language and time -------------------------------------------------------------------------
LANG_INFO["de-simple"] = {
    "bidi": False,
    "code": "de-simple",
    "name": "Easy German",
    "name_local": "Leichte Sprache",
}
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English"), ("ar", "العربية")]
CONTENT_LANGUAGES = [
    ("de", _("German")),
    ("de-simple", _("Easy German")),
    ("en", _("English")),
    ("tr", _("Turkish")),
    ("ar", _("Arabic")),
    ("uk", _("Ukrainian")),
    ("ru", _("Russian")),
]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_overrides"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# -- static files ------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticroot"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # pictures stand in Postgres
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- accounts: log-in by a code from the mailbox or by passkey; there is no password ---------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.rights.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# A series may have a thousand dates, and the page on which they are looked at four fields for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "members.forms.NewAccountForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900  # three minutes are too few on an old phone
ACCOUNT_LOGIN_TIMEOUT = 900
ALLAUTH_USER_CODE_FORMAT = {"numeric": True}  # "526-283-746": digits are read in every script
ACCOUNT_CHANGE_EMAIL = True  # one address, never a list
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = False  # without a password there is nothing to ask again for
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {  # the whole house shares one Wi-Fi address on a day with many sign-ups
    "request_login_code": "60/m/ip,3/m/key,10/h/key",
    "signup": "60/m/ip",
    "login": "60/m/ip",
    "find_sign_up": "30/m/ip,10/h/key",  # neither codes nor contacts are to be tried one after the other
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0  # the address that the proxy in front saw
MFA_ADAPTER = "members.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost

# -- forms and security headers ----------------------------------------------------------------
FORM_RENDERER = "treff.house.inputs.WrittenInputs"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "treff"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# -- https: a proxy in front speaks it, and says so in X-Forwarded-Proto ------------------------
if PRODUCTION:
    if not env.yes_no("TREFF_PROXY_HTTPS"):
        raise ImproperlyConfigured(
            "TREFF_PROXY_HTTPS must be 1 with TREFF_HOSTS: the proxy in front speaks HTTPS and sets"
            " X-Forwarded-Proto and X-Forwarded-For itself, whatever the visitor sent."
        )
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^gesund/$"]  # asked by the machine itself
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload binds a whole domain; not ours to decide

# -- the queue: tasks.py of every app is found by itself ----------------------------------------
PROCRASTINATE_IMPORT_PATHS = ["events.nightly"]

# -- mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.mail_sender(
    "TREFF_MAIL_FROM", "" if PRODUCTION else "Treff am Bleichpfad <treff@example.org>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail_server = env.mail_server("TREFF_MAIL_URL", required=PRODUCTION)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail_server else 'console'}.EmailBackend"
if TREFF_DEMO:
    EMAIL_BACKEND = "treff.demo.mail.PostBox"
EMAIL_TIMEOUT = 20
EMAIL_HOST = _mail_server.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail_server.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail_server.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail_server.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _mail_server.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _mail_server.get("EMAIL_USE_TLS", False)

# -- logs: one line each, to the terminal; never a path, because some paths are keys ------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes": {"()": "treff.house.access_log.RouteForPath"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["routes"]}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {
        "treff": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody may ask for any host
        "gunicorn.http.wsgi": {"level": "ERROR"},  # that an answer to HEAD had a body, which it drops
    },
}
