"""``iku backup``, ``restore``, ``prune`` and ``verify``: upkeep of a campaign and its registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_workbook.campaign.office import now, today, whoever
from iku_workbook.cli.command import LocalPath, Verb, Words, forcible
from iku_workbook.cli.passphrase import from_file, new_passphrase, opening_secret
from iku_workbook.cli.reporting import flaw_named, note_cleared_unfinished, note_exports
from iku_workbook.cli.session import Session, pass_session
from iku_workbook.errors import OperatorError
from iku_workbook.messages import Phrase

if TYPE_CHECKING:
    from iku_workbook.campaign.upkeep import Verified


@click.command("backup", cls=Verb)
@click.argument("target", metavar="[TARGET]", required=False, type=LocalPath())
@click.option("--with-key", "with_key", is_flag=True)
@from_file
@click.option("--recovery-sheet", "sheet", metavar="FILE", type=LocalPath())
@forcible
@pass_session
def backup(
    session: Session,
    target: Path | None,
    with_key: bool,
    passphrase_file: Path | None,
    sheet: Path | None,
) -> int:
    """Write a backup of the campaign, or the sheet that opens its keys, or both."""
    if target is None and sheet is None:
        raise OperatorError("missing-parameter", name="TARGET", meaning=Phrase("cli.backup-target"))
    found = 0
    if target is not None:
        passphrase = new_passphrase(session, passphrase_file) if with_key else None
        found = _back_up(session, target, passphrase)
    if sheet is not None:
        from iku_workbook.campaign.recovery_sheet import write_sheet

        campaign = session.campaign()
        day = today(campaign.zone)
        write_sheet(campaign, sheet, day, session.language, force=session.force)
        session.note(session.say("cli.sheet-written", file=sheet))
    return found


def _back_up(session: Session, target: Path, passphrase: str | None) -> int:
    from iku_workbook.campaign.backup import back_up

    say = session.say
    made = back_up(
        session.campaign(),
        target,
        by=whoever(),
        at=now(),
        passphrase=passphrase,
        force=session.force,
    )
    session.tell(say("cli.backed-up", count=made.received, file=made.file))
    note_exports(session, session.campaign(), "iku", [made.file])
    session.note(say("cli.backup-without-key" if passphrase is None else "cli.backup-with-key"))
    if made.file.resolve().is_relative_to(session.campaign().root.resolve()):
        session.note(say("cli.backup-inside"))
    if made.flaws:
        session.note(say("cli.backup-flaws", count=made.flaws))
    if made.richer is not None:
        session.note(say("cli.backup-richer", file=made.richer))
    return int(made.flaws > 0 or made.richer is not None)


@click.command("restore", cls=Verb)
@click.argument("file", metavar="FILE", type=LocalPath())
@click.argument("folder", metavar="[DIR]", required=False, type=LocalPath())
@from_file
@pass_session
def restore(session: Session, file: Path, folder: Path | None, passphrase_file: Path | None) -> int:
    """Restore a campaign from a backup; what stood there is put aside."""
    from iku_workbook.campaign.backup import parts_in_words
    from iku_workbook.campaign.restore import carries_keys
    from iku_workbook.campaign.restore import restore as put_back

    folder = folder or _here(session)
    secret = opening_secret(session, passphrase_file) if carries_keys(file) else None
    made = put_back(file, folder, by=whoever(), at=now(), secret=secret)
    session.tell(session.say("cli.restored", count=made.received, file=file, folder=made.root))
    note_cleared_unfinished(session, made.cleared)
    for each in made.aside:
        session.note(session.say("cli.put-aside", file=each))
    if made.flaws:
        session.note(session.say("cli.restored-flaws", count=made.flaws))
    if made.more:
        what = parts_in_words(made.more, session.say)
        session.note(session.say("cli.restored-older", what=what))
    if made.doubted:
        session.note(session.say("cli.restored-doubted"))
    if made.has_key:
        return int(made.flaws > 0 or made.doubted)
    session.note(session.say("cli.restored-sealed" if made.sealed else "cli.restored-without-key"))
    return 1


def _here(session: Session) -> Path:
    """The campaign that the person works in; where there is none, the folder itself."""
    try:
        return session.campaign().root
    except OperatorError:
        return session.folder


@click.command("prune", cls=Verb)
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...", type=click.IntRange(1))
@click.option("--as", "by", metavar="NAME", type=Words(), required=True)
@click.option("--note", "reason", metavar="TEXT", type=Words(), required=True)
@pass_session
def prune(session: Session, numbers: tuple[int, ...], by: str, reason: str) -> int:
    """Let go of the contents of what was never a return."""
    from iku_workbook.campaign import room
    from iku_workbook.safe_text import short

    gone, back = room.prune(session.campaign(), numbers, by=by, at=now(), reason=reason)
    for each in gone:
        session.tell(session.say("cli.pruned", number=each.number, file=short(each.file)))
    if gone:
        session.tell(session.say("cli.pruned-all", count=len(gone), size=room.megabytes(back)))
    else:
        session.tell(session.say("cli.pruned-none"))
    return 0


@click.command("verify", cls=Verb)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=LocalPath())
@click.option("--head", "code", metavar="CODE")
@click.option("--full", is_flag=True)
@pass_session
def verify(session: Session, files: tuple[Path, ...], code: str | None, full: bool) -> int:
    """Hash everything anew, prove the chain of records, and hold it against a printed head; or
    prove files that were written out.
    """
    from iku_workbook.campaign import upkeep
    from iku_workbook.cli.verify_files import verify_files

    if files:
        return verify_files(session, files)

    found = upkeep.verify(session.campaign(), code, full=full)
    for each in found.flaws:
        session.tell(session.say(f"cli.verify-{each.part}", what=flaw_named(session, each)))
    if found.waiting:
        session.note(session.say("cli.verify-waiting", count=found.waiting))
    if found.flaws:
        session.tell(session.say("cli.verify-damaged", count=len(found.flaws)))
    else:
        session.tell(session.say("cli.verify-sound", count=found.files - len(found.kept.let_go)))
    _say_kept(session, found)
    return max(_say_chain(session, found), _say_printed(session, found), int(bool(found.flaws)))


def _say_kept(session: Session, found: Verified) -> None:
    """Say which files are not kept, and of how many it was proved that they come back."""
    from iku_workbook.results.naming import first_of
    from iku_workbook.safe_text import short

    gone = [short(each) for each in found.kept.let_go]
    if gone:
        named = "; ".join(first_of(gone, session.say))
        session.tell(session.say("cli.verify-let-go", count=len(gone), files=named))
    if found.kept.apart:
        told = {"count": found.rebuilt, "apart": found.kept.apart}
        left = found.rebuilt < found.kept.apart
        session.note(session.say("cli.verify-sample" if left else "cli.verify-rebuilt", **told))


def _say_chain(session: Session, found: Verified) -> int:
    """Say how far the chain goes, or what was not proved."""
    head = found.head
    if head is not None and not found.proved:
        session.tell(session.say("cli.verify-unproved"))
        return 1
    if head is None and found.files and not found.flaws:
        session.tell(session.say("cli.verify-unchained"))
    elif head is not None and not found.flaws:
        session.tell(session.say("cli.verify-chained", count=found.links, head=head))
    return 0


def _say_printed(session: Session, found: Verified) -> int:
    """Answer to a head that was printed: status 0 where it holds, 2 where that cannot be said."""
    from iku_workbook.registry.audit import DISPROVED, Answer

    if found.printed is None:
        return 0
    head, answer, against = found.printed
    what = flaw_named(session, against) if against else ""
    about = {"what": what, "last": found.head or "", "since": found.since or ""}
    session.tell(session.say(f"cli.verify-answer-{answer}", head=head, entry=head.entry, **about))
    return 0 if answer is Answer.HOLDS else 1 if answer in DISPROVED else 2
