"""Who works here, and the time: what every entry in the registry bears."""

from __future__ import annotations

import datetime
import getpass


def whoever() -> str:
    """The name under which the person is known to the computer, empty where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def now() -> datetime.datetime:
    """The time, as the registry keeps it: in UTC."""
    return datetime.datetime.now(datetime.UTC)
