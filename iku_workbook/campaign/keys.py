"""The signing keys of a campaign: ``.iku/key`` seals, and ``.iku/keys/`` holds a copy of each.

A copy is named by the key that it holds (the first 16 hexadecimal digits of its SHA-256), so that
a damaged one is known for it: ``ID.newest`` is of the key that seals, ``ID.key`` of one before it.
Every step of a rotation writes, syncs and reads back before the next one relies on it, and none
takes a key away: at any moment all keys stand whole in the folder.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.durable import make_folder, sync_folder, write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.registry.chain import key_id

KEY_BYTES = 32
_SECRET = 0o600  # readable by its owner alone
_PRIVATE = 0o700
_NEWEST, _OLDER = ".newest", ".key"
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class KeyFlaw:
    """A key that is not as it was put there.

    code  of the remark that names it: what became of it and what to do
    file  the damaged file
    copy  the file whose key is taken in its place, where there is one
    """

    code: str
    file: Path
    copy: Path | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in the folder ``.iku`` of a campaign."""

    folder: Path

    @property
    def file(self) -> Path:
        """Where the key that seals stands."""
        return self.folder / "key"

    def current(self) -> bytes:
        """The key that seals; its copy where the file is damaged, and OperatorError without one."""
        try:
            key = _read(self.file)
        except FileNotFoundError:
            key = b""
        except OSError as error:
            raise OperatorError("no-key", file=self.file) from error
        if _is_key(key):
            return key
        copy = self._copy()
        if copy is None:
            raise OperatorError("bad-key" if self.file.exists() else "no-key", file=self.file)
        return _read(copy)

    def older(self) -> tuple[bytes, ...]:
        """All others that are whole: forms that they sealed are still recognised."""
        known = {key_id(key): key for key in map(_read, self._whole(_OLDER, _NEWEST))}
        with suppress(OperatorError):  # without a key that seals, all that are there
            known.pop(key_id(self.current()), None)
        return tuple(known[each] for each in sorted(known))

    def begin(self, key: bytes | None = None) -> None:
        """Put the first key there, a new one where none is given."""
        self._seal_with(key or new_key())

    def keep(self) -> None:
        """See to it, before anything is sealed, that the key is there twice."""
        key = self.current()
        if self._whole(_NEWEST) != [self._newest(key)]:
            self._keep_copy(key)
            self._put_away(but=key)
        if not self.file.is_file() or _read(self.file) != key:
            self._write(self.file, key)

    def rotate(self, new: bytes | None = None) -> bool:
        """Seal with a new key from now on; whether the one before it is kept, which it is but
        where it was damaged and had no copy.
        """
        new = new or new_key()
        try:
            self.keep()
        except OperatorError as error:
            if error.__cause__ is not None:  # it may be whole, and cannot be read now
                raise
            self._set_aside()
            self.begin(new)
            return False
        self._seal_with(new)
        return True

    def take_back(self, keys: Sequence[bytes]) -> None:
        """Put the keys of a backup there, of which the first one seals. It does so again where
        none that is whole does; else it is one of the older ones. None that is there is touched.
        """
        known = {*self.older()}
        try:
            known.add(self.current())
            sealing = None
        except OperatorError:
            sealing = next(iter(keys), None)
        for key in keys:
            if key != sealing and key not in known:
                make_folder(self._older)
                self._older.chmod(_PRIVATE)
                self._write(self._older / f"{key_id(key)}{_OLDER}", key)
        if sealing is not None:  # last: until then it is said that there is none
            self._set_aside()
            self.begin(sealing)

    def flaws(self) -> Iterator[KeyFlaw]:
        """Every key that is damaged, lost, or another than the one that was put there."""
        try:
            key = _read(self.file) if self.file.exists() else b""
        except OSError:
            key = b""
        copy = self._copy()
        if not _is_key(key):
            yield KeyFlaw("key-recovered" if copy else "key-lost", self.file, copy)
        elif copy is not None and copy != self._newest(key):
            yield KeyFlaw("key-replaced", self.file, copy)
        whole = {path.stem for path in self._whole(_OLDER, _NEWEST)}
        whole |= {key_id(key)} if _is_key(key) else set()
        for path in sorted(self._older.glob(f"*{_OLDER}")):
            if not _holds_its_key(path) and path.stem not in whole:
                yield KeyFlaw("older-key-damaged", path)

    def _seal_with(self, key: bytes) -> None:
        """Have a key seal from now on. Its copy is whole before it is used, and those before it
        are put away before it takes their place.
        """
        self._keep_copy(key)
        self._put_away(but=key)
        self._write(self.file, key)

    def _keep_copy(self, key: bytes) -> None:
        make_folder(self._older)
        self._older.chmod(_PRIVATE)
        newest = self._newest(key)
        put_away = newest.with_suffix(_OLDER)
        if _holds_its_key(put_away):  # a rotation was cut short, or this key came back
            put_away.replace(newest)
        if not _holds_its_key(newest):
            self._write(newest, key)

    def _put_away(self, *, but: bytes) -> None:
        for path in self._whole(_NEWEST):
            if path != self._newest(but):
                path.replace(path.with_suffix(_OLDER))
        sync_folder(self._older)

    def _set_aside(self) -> None:
        """What is left of a damaged key, for whoever may still make something of it."""
        if self.file.is_file():
            self.file.replace(self.file.with_name(f"key-{secrets.token_hex(4)}.damaged"))

    def _write(self, path: Path, key: bytes) -> None:
        """Write a key, and believe the disk only what it gives back."""
        write_whole(path, key, _SECRET)
        if _read(path) != key:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    def _copy(self) -> Path | None:
        """The copy of the key that sealed last; None in a campaign from before there were any."""
        put_away = {path.stem for path in self._whole(_OLDER)}
        return next((path for path in self._whole(_NEWEST) if path.stem not in put_away), None)

    def _whole(self, *endings: str) -> list[Path]:
        paths = (path for ending in endings for path in sorted(self._older.glob(f"*{ending}")))
        return [path for path in paths if _holds_its_key(path)]

    def _newest(self, key: bytes) -> Path:
        return self._older / f"{key_id(key)}{_NEWEST}"

    @property
    def _older(self) -> Path:
        return self.folder / "keys"


def new_key() -> bytes:
    """One that nobody can guess."""
    return secrets.token_bytes(KEY_BYTES)


def _holds_its_key(path: Path) -> bool:
    """Whether a file holds a key, and the one that its name says where its name says one."""
    try:
        key = _read(path)
    except OSError:
        return False
    return _is_key(key) and (not _ID.fullmatch(path.stem) or path.stem == key_id(key))


def _is_key(content: bytes) -> bool:
    return len(content) == KEY_BYTES and any(content)  # a power cut may leave nothing but zeros


def _read(path: Path) -> bytes:
    """What a file holds, and little more than a key of it; nothing of what is no file."""
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with path.open("rb") as file:
        return file.read(KEY_BYTES + 1)
