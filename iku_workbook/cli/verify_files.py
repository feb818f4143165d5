"""Says what ``iku verify FILE`` has proved of files that were written out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from iku_workbook.cli.session import Session

if TYPE_CHECKING:
    from iku_workbook.campaign.difference import Difference
    from iku_workbook.campaign.prove_files import ProvedFile

_SHOWN = 20  # places of one file
_OF_ONE_FILE = {"os-error", "proof-unreadable"}


def verify_files(session: Session, files: Sequence[Path]) -> int:
    """Prove each file; 1 where one is altered, overtaken or not ours, 2 where nobody can say.

    OperatorError for those that cannot be read, once all others are proved.
    """
    from iku_workbook.campaign.prove_files import prove_file
    from iku_workbook.errors import OperatorError, together

    campaign = session.campaign()
    status, unreadable = 0, []
    for each in files:
        try:
            found = prove_file(campaign, each)
        except OperatorError as error:
            if error.code not in _OF_ONE_FILE:
                raise
            unreadable.append(error)
        else:
            status = max(status, _say(session, found))
    if unreadable:
        raise together(unreadable)
    return status


def _say(session: Session, found: ProvedFile) -> int:
    from iku_workbook.campaign.prove_files import Proof
    from iku_workbook.report.overtaken import sentence
    from iku_workbook.safe_text import short

    say, export = session.say, found.export
    about: dict[str, object] = {"file": short(str(found.file)), "count": len(found.differences)}
    if export is not None:
        about |= {"name": short(export.name), "version": str(export.version)}
        about |= {"by": short(export.by), "at": export.at}
    session.tell(say(f"proof.{found.proof}", **about))
    for each in found.differences[:_SHOWN]:
        session.tell(f"  {_place(session, each)}")
    if found.differences[_SHOWN:]:
        session.tell(say("proof.more", count=len(found.differences) - _SHOWN))
    if found.overtaken is not None:
        names = {unit.code: unit.name for unit in session.campaign().definition().units}
        session.tell(sentence(found.overtaken, names, say))
    if found.proof in {Proof.UNKNOWN, Proof.DOUBTFUL}:
        return 2
    return int(found.proof not in {Proof.GENUINE, Proof.SAME} or found.overtaken is not None)


def _place(session: Session, each: Difference) -> str:
    from iku_workbook.safe_text import short

    table, row, column = [*each.place.split(":"), "", ""][:3]
    place = {"sheet": short(each.sheet), "place": each.place}
    place |= {"table": table, "row": row, "column": column}
    key = f"change-{each.change}"
    if each.change == "passage" and each.place:
        key = "change-table"
    blank = session.say("proof.blank")
    said = {"before": short(each.before) or blank, "after": short(each.after) or blank}
    return session.say(f"proof.{key}", **place, **said)
