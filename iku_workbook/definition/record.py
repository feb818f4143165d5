"""What every part of a definition is."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """What every part of a definition is: frozen, no unknown keys, no silent conversions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, str_strip_whitespace=True, allow_inf_nan=False
    )


def plain(value: float | datetime.date) -> str:
    """A bound as a person wrote it."""
    return value.isoformat() if isinstance(value, datetime.date) else f"{value:g}"
