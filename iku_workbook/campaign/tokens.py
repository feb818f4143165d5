"""Tokens: what one of the office's people proves with, from another machine, who that is.

A token is random and shown once. ``.iku/tokens`` keeps nothing but its hash, with whose it is, who
made and withdrew it when, and about when it was last used; no backup holds that file.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.staff import Person, is_name, person_of
from iku_workbook.crockford import AS_READ, BITS, SIGNS, signs_of
from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError
from iku_workbook.hidden import HIDDEN
from iku_workbook.named_file import MEGABYTE, read_named
from iku_workbook.registry.writer import at_work

TOKENS = "tokens"
_SECRET = 0o600  # readable by its owner alone
_GROUPS, _SAID = 7, 4  # 140 bits; 128 are beyond all guessing
_LONGEST = 200  # characters that are looked at of what somebody shows
_OFTEN = datetime.timedelta(hours=1)  # between two notes of its use


class Token(NamedTuple):
    """One token, without what it says.

    number        counted from 1, in the order of making
    who           whose it is, as the list of staff has the name
    at, by        when it was made, and by whom
    withdrawn     when it was withdrawn, and ``withdrawn_by`` whom; None while it holds
    used          when it was last noted that it was used, within the hour; None where it never was
    """

    number: int
    hash: str
    who: str
    at: datetime.datetime
    by: str
    withdrawn: datetime.datetime | None = None
    withdrawn_by: str | None = None
    used: datetime.datetime | None = None


def make_token(campaign: CampaignFolder, who: str, *, by: str, at: datetime.datetime) -> str:
    """A new token for one of the office's people, to be shown once: ``XXXX-XXXX-…``.

    OperatorError for a name that is not on the list of staff.
    """
    person = person_of(campaign, who)
    if person is None:
        raise OperatorError("no-person", name=who)
    signs = signs_of(secrets.randbits(_GROUPS * _SAID * BITS), _GROUPS * _SAID)
    with _changing(campaign):
        known = tokens(campaign)
        new = Token(len(known) + 1, _hash(signs), person.name, at, by)
        _write(campaign, [*known, new])
    return "-".join(signs[place : place + _SAID] for place in range(0, len(signs), _SAID))


def holder(campaign: CampaignFolder, shown: str, at: datetime.datetime) -> Person | None:
    """Whose token this is, however it is spelt: one of the staff; None for one that was never made,
    was withdrawn, or whose owner is on the list of staff no longer. How long that takes tells
    nothing. That it was used ``at`` this time is noted, once an hour.
    """
    said, found = _hash(_signs(shown)), None
    for each in tokens(campaign):
        same = hmac.compare_digest(each.hash, said)
        found = each if same and each.withdrawn is None else found
    person = person_of(campaign, found.who) if found is not None else None
    if person is not None and found is not None:
        _note_use(campaign, found, at)
    return person


def withdraw(campaign: CampaignFolder, number: int, *, by: str, at: datetime.datetime) -> Token:
    """Let a token, by its number, open nothing from now on; it, after that.

    OperatorError where there is none, or it was withdrawn before.
    """
    with _changing(campaign):
        known = tokens(campaign)
        found = next((each for each in known if each.number == number), None)
        if found is None or found.withdrawn is not None:
            raise OperatorError("no-token", number=str(number))
        gone = found._replace(withdrawn=at, withdrawn_by=by)
        _write(campaign, [gone if each is found else each for each in known])
    return gone


def end_tokens(campaign: CampaignFolder, who: str, *, by: str, at: datetime.datetime) -> None:
    """Withdraw all of whoever bears a name: another of that name gets none of them."""
    for each in tokens(campaign):
        if is_name(who, each.who) and each.withdrawn is None:
            withdraw(campaign, each.number, by=by, at=at)


def tokens(campaign: CampaignFolder) -> list[Token]:
    """All that were made, also those that were withdrawn; OperatorError for a damaged file."""
    path = _path(campaign)
    if not path.exists():
        return []
    try:
        found = json.loads(read_named(path, MEGABYTE))["tokens"]
        return [_token(number, each) for number, each in enumerate(found, start=1)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperatorError("bad-tokens", file=path) from error


def _note_use(campaign: CampaignFolder, token: Token, at: datetime.datetime) -> None:
    """Nobody is kept out because that cannot be noted; a clock that was set back is believed."""
    if token.used is not None and abs(at - token.used) < _OFTEN:
        return
    with suppress(OperatorError, OSError), _changing(campaign):
        known = tokens(campaign)  # it may have been withdrawn meanwhile: that stays
        _write(campaign, [e._replace(used=at) if e.number == token.number else e for e in known])


@contextmanager
def _changing(campaign: CampaignFolder) -> Iterator[None]:
    """The file, to be changed by one at a time; OperatorError where the disk refuses."""
    lock = _path(campaign).with_suffix(".lock")
    try:
        with at_work(lock):
            yield
    except OSError as error:
        raise OperatorError.of_system(error, lock) from error


def _token(number: int, said: dict[str, str | None]) -> Token:
    texts = [said[key] for key in ("hash", "who", "at", "by")]
    own, who, at, by = map(str, texts)
    gone = said["withdrawn"]
    withdrawn = datetime.datetime.fromisoformat(gone) if gone else None
    made = datetime.datetime.fromisoformat(at)
    used = datetime.datetime.fromisoformat(last) if (last := said.get("used")) else None
    return Token(number, own, who, made, by, withdrawn, said["withdrawn_by"], used)


def _write(campaign: CampaignFolder, known: Sequence[Token]) -> None:
    def said(token: Token) -> dict[str, str | None]:
        gone = token.withdrawn.isoformat() if token.withdrawn else None
        about = {"hash": token.hash, "who": token.who, "at": token.at.isoformat(), "by": token.by}
        used = token.used.isoformat() if token.used else None
        return {**about, "withdrawn": gone, "withdrawn_by": token.withdrawn_by, "used": used}

    content = json.dumps({"tokens": [said(each) for each in known]}, indent=1)
    try:
        write_whole(_path(campaign), content.encode(), _SECRET)
    except OSError as error:
        raise OperatorError.of_system(error, _path(campaign)) from error


def _signs(shown: str) -> str:
    """What somebody typed, in the signs that it is made of."""
    return "".join(each for each in shown[:_LONGEST].upper().translate(AS_READ) if each in SIGNS)


def _hash(signs: str) -> str:
    """A token is as random as a key: nobody finds it from its hash by trying."""
    return hashlib.sha256(b"iku token\0" + signs.encode()).hexdigest()


def _path(campaign: CampaignFolder) -> Path:
    return campaign.root / HIDDEN / TOKENS
