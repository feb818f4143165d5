"""Lets one process at a time write to the registry, and tells the others who it is; and the lock by
which it is known whether anybody is still at work on something.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, tzinfo
from pathlib import Path

from iku_workbook.registry.database import RegistryError

_WAIT = 2.0  # seconds: longer than a decision takes to be written, shorter than patience


@contextmanager
def sole_writer(registry: Path, by: str, since: datetime) -> Iterator[None]:
    """Hold the registry for writing; RegistryError naming who holds it, where another does.

    ``since`` is a time in the office's zone, in which another's is told too.
    The operating system lets go of the lock when its holder ends, however it ends.
    """
    from filelock import FileLock, Timeout

    holder = registry.with_suffix(".holder")
    lock = FileLock(registry.with_suffix(".lock"), timeout=_WAIT)
    try:
        lock.acquire()
    except Timeout as error:
        raise RegistryError("registry-held", **_read(holder, since.tzinfo)) from error
    except OSError as error:
        raise RegistryError("registry-write-failed", file=registry, why=str(error)) from error
    try:
        with suppress(OSError):  # a full disk is told of the registry itself
            holder.write_text(json.dumps({"by": by, "since": since.isoformat()}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def at_work(lock: Path) -> Iterator[None]:
    """Hold a lock, which the operating system lets go of however its holder ends."""
    from filelock import FileLock

    with FileLock(lock):
        yield


def is_at_work(lock: Path) -> bool:
    """Whether somebody holds it, or nobody can say."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(lock, timeout=0):
            return False
    except (Timeout, OSError):
        return True


def _read(holder: Path, zone: tzinfo | None) -> dict[str, object]:
    try:
        entry = json.loads(holder.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(entry["since"]).astimezone(zone)
        return {"by": str(entry["by"]), "since": since}
    except (OSError, ValueError, KeyError, TypeError):
        return {"by": "?", "since": "?"}
