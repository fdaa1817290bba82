#!/usr/bin/env python3
"""Django's command line, on our own Postgres unless DATABASE_URL names another."""

import os
import signal
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from treff.house.postgres import CannotStart, running

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "treff.settings")
    # Ended from outside, we still let go of the server in good order.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        with running():
            execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
