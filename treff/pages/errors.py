"""Error pages. They say what does not work, why, and where to go on; the fault is ours, not the person's.

The bare pages (400, 500, 503) need nothing that may be broken: no database, no session, no
stylesheet of their own address. Their few lines of style are let in by their hash.
"""

import base64
import hashlib
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

STYLE = """\
:root{color-scheme:light dark}
body{margin:0;font:112.5%/1.5 -apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",Arial,sans-serif}
body{background:#f8f8f3;color:#1a2018}
header,main{max-width:36rem;margin:auto;padding:1rem}
header p{font:700 1.3rem/1.2 Palatino,"Noto Serif",Georgia,serif}
header p{border-bottom:4px double #c2a048;padding-bottom:.75rem}
h1,h2{font:700 1.9rem/1.15 Palatino,"Noto Serif",Georgia,serif}
h2{font-size:1.3rem}
section+section{border-top:2px solid #1b5030;margin-top:2rem}
a{color:#2b398a}
@media(prefers-color-scheme:dark){body{background:#121712;color:#eef1e8}a{color:#bcc8ff}}
"""
STYLE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or none that this person may know of."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: for the team only."""
    return render(request, "403.html", status=403)


@requires_csrf_token
def long_open(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 instead of Django's words about CSRF: what was typed is kept and can be sent once more.

    Only to people who really came from our own page: to a form on a foreign site nothing is offered.
    """
    context = {"kept": typed(request) if _from_our_page(request) else None}
    return render(request, "403_csrf.html", context, status=403)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that no page of ours sends. Nothing in it is believed, so nothing of it is shown."""
    return _bare("400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _bare("500.html", status=500)


def away(request: HttpRequest) -> HttpResponse:
    """503: the house is being worked on."""
    response = _bare("503.html", status=503)
    response.headers["Retry-After"] = "60"
    return response


def _bare(template: str, *, status: int) -> HttpResponse:
    response = HttpResponse(get_template(template).render({"style": STYLE}), status=status)
    response._csp_update = {"style-src": [STYLE_HASH]}  # type: ignore[attr-defined]  # read by csp's middleware
    return response


def _from_our_page(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form brought, to be sent once more."""
    fields = ((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return [(name, str(value)) for name, values in fields for value in values]
