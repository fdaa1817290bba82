"""Signed links that are derived, never stored.

A link in a mail must be written again in every later mail, so it is computed: purpose, public id
and version under the secret key. Raising the version of a row makes every older link to it
worthless. No link may stand in a log, a job's arguments or a notice.
"""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

BYTES = 18


def token(purpose: str, public_id: str, version: int) -> str:
    """The part of the address that proves the right to open it: "publicid.signature"."""
    return f"{public_id}.{_signature(purpose, public_id, version, settings.SECRET_KEY)}"


def read(purpose: str, token: str) -> tuple[str, str]:
    """Public id and signature of a token, unproven; two empty strings when it is none."""
    public_id, dot, signature = token.partition(".")
    return (public_id, signature) if dot and purpose else ("", "")


def valid(purpose: str, token: str, version: int) -> bool:
    """Whether the token was made for this purpose and version, also under an older secret key."""
    public_id, signature = read(purpose, token)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fits = [constant_time_compare(signature, _signature(purpose, public_id, version, key)) for key in keys]
    return bool(public_id) and any(fits)


def absolute(path: str) -> str:
    """The whole address of a path of this site, for mails and printed slips."""
    return str(settings.TREFF_URL).rstrip("/") + path


def _signature(purpose: str, public_id: str, version: int, key: str | bytes) -> str:
    mac = salted_hmac(
        f"treff.link.{purpose}",
        f"{public_id}:{version}",
        secret=key,
        algorithm="sha256",
    )
    return base64.urlsafe_b64encode(mac.digest()[:BYTES]).decode()
