"""Files at addresses (``s3://…``, ``sftp://…``), fetched through fsspec to be read as any others.

They are put into a folder that lasts as long as the command, so that archives are looked through
and the reading is bounded as for files of this machine. The name of a file there is displayed, and
never used as a path (https://filesystem-spec.readthedocs.io).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from iku_workbook.campaign.room import demand_room
from iku_workbook.campaign.sources import (
    FILES,
    PassedOver,
    Source,
    clean,
    gather,
    is_searched,
    sources_in,
)
from iku_workbook.errors import OperatorError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*(::[a-z][a-z0-9+.-]*)*://", re.IGNORECASE).match
_AT_ONCE = 1 << 20  # bytes
_LARGEST = 4 << 30  # bytes of a file whose size nobody tells; one that is cut says so when read


def is_address(given: str) -> bool:
    """Whether this names no path of this machine, but files at an address."""
    return _ADDRESS(given) is not None


def fetch(
    address: str, folder: Path, passed_over: PassedOver, *, whole_names: bool = False
) -> list[Source]:
    """Every file at an address: the file, the archive, or all below a folder, in order.

    They are put into ``folder``; ``whole_names`` calls them by where they are, not from the address
    on. OperatorError where the protocol is not known, its library is missing, or nothing can be
    read, for more than FILES, and where the disk has no room for them.
    """
    system, place = opened(address)
    if "file" in protocols(system):
        return gather([place], passed_over=passed_over)
    with _explained(address):
        is_folder = system.isdir(place)
        found = system.find(place, detail=True) if is_folder else {place: system.info(place)}
    if not found:
        raise OperatorError("no-workbooks", path=address)
    if len(found) > FILES:
        raise OperatorError("too-many-files", path=address, limit=FILES)
    demand_room(folder, sum(each.get("size") or 0 for each in found.values()))
    above = place.rstrip("/") if is_folder else place.rpartition("/")[0]
    own = Path(mkdtemp(dir=folder))
    sources: list[Source] = []
    for at, each in enumerate(sorted(found)):
        name = clean(each.strip("/") if whole_names else each.removeprefix(above).strip("/"))
        if not all(map(is_searched, each.removeprefix(above).strip("/").split("/")[:-1])):
            passed_over(name)
            continue
        target = own / f"{at:08}"
        with _explained(address):
            _copy(system, each, target)
        sources += sources_in(target, name)
    return sources


def opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the place there.

    OperatorError where the protocol is not known, or its library is missing.
    """
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as error:
        raise OperatorError("no-fsspec", module=error.name) from error
    protocol = address.partition(":")[0]
    try:
        system, place = url_to_fs(address)
    except ImportError as error:
        raise OperatorError("no-protocol-library", protocol=protocol, cause=error) from error
    except ValueError as error:
        raise OperatorError("no-protocol", protocol=protocol) from error
    except Exception as error:
        raise _unreadable(address, error) from error
    return system, str(place)


def protocols(system: Any) -> tuple[str, ...]:
    """The names by which addresses call a file system: ``file`` for that of this machine."""
    known = system.protocol
    return (known,) if isinstance(known, str) else tuple(known)


def _copy(system: Any, place: str, target: Path) -> None:
    """The bytes of a file, with the time at which it was saved, where the system knows that."""
    left = _LARGEST
    with system.open(place, "rb") as source, target.open("xb") as file:
        while left and (data := source.read(min(left, _AT_ONCE))):
            file.write(data)
            left -= len(data)
    saved = 0.0  # many of the same time: it says of none that it is newer
    with suppress(Exception):  # a protocol that knows none says so in an error of its own
        saved = system.modified(place).timestamp()
    os.utime(target, (saved, saved))


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """OperatorError for whatever a protocol's library raises: each has errors of its own."""
    try:
        yield
    except FileNotFoundError as error:
        raise OperatorError("no-file", path=address) from error
    except Exception as error:
        raise _unreadable(address, error) from error


def _unreadable(address: str, error: Exception) -> OperatorError:
    cause = f"{type(error).__name__}: {error}".rstrip(": ")
    return OperatorError("unreadable-address", path=address, cause=cause)
