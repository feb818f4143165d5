"""The file systems at addresses (``s3://…``, ``sftp://…``): opened, read and written to through
fsspec (https://filesystem-spec.readthedocs.io).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from iku_workbook.errors import OperatorError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*(::[a-z][a-z0-9+.-]*)*://", re.IGNORECASE).match
_PASSWORD = re.compile(r"(?<=://)([^/@:\s]*):[^/\s]*@")
_AT_ONCE = 1 << 20  # bytes
_TOGETHER = 16  # requests to a store that is asked over one connection for each

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def is_address(given: str) -> bool:
    """Whether this names no path of this machine, but files at an address."""
    return _ADDRESS(given) is not None


def without_password(text: str) -> str:
    """A text in which addresses stand, as it may be shown and recorded."""
    return _PASSWORD.sub(r"\1@", text)


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
        raise refused("unreadable-address", address, error) from error
    return system, str(place)


def is_of_this_machine(system: Any) -> bool:
    """Whether its places are paths of this machine (``file://``)."""
    known = system.protocol
    return "file" in ((known,) if isinstance(known, str) else known)


def content(system: Any, place: str) -> Iterator[bytes]:
    """What a file there holds, piece by piece."""
    with system.open(place, "rb") as file:
        while data := file.read(_AT_ONCE):
            yield data


def put_whole(system: Any, file: Path, place: str) -> None:
    """Put a file there: whoever reads it sees what stood there before, or all of this.

    A store of objects takes an object whole or not at all. Elsewhere the file is put under another
    name, then renamed (https://filesystem-spec.readthedocs.io/en/latest/api.html).
    """
    if _renames(system):
        _put_and_rename(system, file, place)
    elif system.async_impl:
        system.put_file(str(file), place)
    else:
        with system.transaction:
            system.put_file(str(file), place)


def _renames(system: Any) -> bool:
    """Whether a file can get another name there; what the library makes of copies is none."""
    from fsspec import AbstractFileSystem

    return getattr(system.mv, "__func__", None) is not AbstractFileSystem.mv


def _put_and_rename(system: Any, file: Path, place: str) -> None:
    folder, _, name = place.rpartition("/")
    if folder:
        system.makedirs(folder, exist_ok=True)
    partial = f"{folder}/.{name}.{uuid4().hex}.partial"
    try:
        system.put_file(str(file), partial)
        system.mv(partial, place)
    except BaseException:
        with suppress(Exception):  # the store may be gone
            system.rm_file(partial)
        raise


def together(system: Any, do: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
    """What comes of each, in order: several at a time where the protocol's library can do that."""
    with ThreadPoolExecutor(_TOGETHER if system.async_impl else 1) as pool:
        yield from pool.map(do, items)


def refused(code: str, address: str, error: Exception, **data: object) -> OperatorError:
    """The error for whatever a protocol's library raises: each has errors of its own."""
    cause = without_password(f"{type(error).__name__}: {error}".rstrip(".: "))
    return OperatorError(code, path=without_password(address), cause=cause, **data)
