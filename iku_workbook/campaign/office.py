"""The user's name and the time, which every entry in the registry bears."""

from __future__ import annotations

import datetime
import getpass


def whoever() -> str:
    """The user's login name, empty where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def now() -> datetime.datetime:
    """The time, as the registry keeps it: in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today(zone: datetime.tzinfo) -> datetime.date:
    """The date at the office, whatever zone its computer is set to."""
    return now().astimezone(zone).date()
