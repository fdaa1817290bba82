"""Settings of a worker whose post goes into a file, and who is killed on the way to the post office.

`MAILBOX` names the file, one address in each line; `KILLED_AT` says before which mail the worker dies,
as by `kill -9`: nothing is finished, nothing is cleaned up.
"""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from treff.settings import *  # noqa: F403 - settings are meant to be taken over whole

EMAIL_BACKEND = "tests.mailbox.Mailbox"


class Mailbox(BaseEmailBackend):
    """Writes down to whom each mail went."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = Path(os.environ["MAILBOX"])
        for mail in email_messages:
            sent = box.read_text().splitlines() if box.exists() else []
            if str(len(sent)) == os.environ.get("KILLED_AT"):
                os.kill(os.getpid(), signal.SIGKILL)
            with box.open("a") as file:
                file.write(f"{mail.to[0]}\n")
        return len(email_messages)
