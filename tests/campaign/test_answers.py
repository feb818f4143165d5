"""What goes back for returns, as any program writes it."""

from dataclasses import replace

import pytest

from iku_workbook import resources
from iku_workbook.campaign.answers import CorrectionReplies, MigrationReplies, write_replies
from iku_workbook.campaign.kept_file import bytes_of
from iku_workbook.errors import OperatorError
from samples.year import QUARTER
from tests.campaign.office import BY, take_in, tree

NOREH = "35.27.01.2001-noreh"


@pytest.fixture
def returns(own):
    """One return with a mistake in it, and one that is none of ours."""
    bad = resources.sample_folder("bad")
    folders = [bad / name for name in ("decimal-in-integer", "another-workbook")]
    return take_in(own, *(path for folder in folders for path in folder.glob("*.xlsx")))


def answers(own, kind, folder):
    def read(returned):
        with own.registry() as registry:
            return bytes_of(registry, returned)

    return kind(folder, own.forms(), read, own, by=BY)


def test_a_message_for_each_and_a_copy_where_it_is_our_form(own, returns, tmp_path):
    """commands.md#iku-receive: what goes back, with nothing that a page would have to copy."""
    made = answers(own, CorrectionReplies, tmp_path / "out")
    write_replies(made, returns)
    assert (made.letters, made.copies) == (2, 1)
    names = sorted(tree(tmp_path / "out"))
    assert names[:2] == [f"{NOREH}.txt", f"{NOREH}.xlsx"]
    assert len(names) == 3


def test_what_came_twice_in_one_run_is_answered_once(own, returns, tmp_path):
    """commands.md#iku-validate: doubles are not answered, as loose files and in an archive; two
    units that sent the same photograph are each answered.
    """
    photo = replace(returns[1], sha256="0" * 64, unit=None)
    senders = [replace(photo, named=f"35.27.01.200{number}") for number in (4, 5, 4)]
    again = [replace(each, file=f"semua.zip/{each.file}") for each in returns]
    made = answers(own, CorrectionReplies, tmp_path / "out")
    write_replies(made, [*returns, *again, *senders])
    assert (made.letters, made.copies) == (4, 1)


def test_one_that_cannot_be_written_leaves_none(own, returns, tmp_path):
    """contract.md#exit-2: what goes out together is all there, or nothing is changed."""
    (tmp_path / "out" / f"{NOREH}.xlsx").mkdir(parents=True)
    with pytest.raises(OperatorError):
        write_replies(answers(own, CorrectionReplies, tmp_path / "out"), returns)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{NOREH}.xlsx"]


def test_with_nothing_to_answer_no_folder_is_made(own, tmp_path):
    """contract.md#exit-2: nothing is changed where nothing is to be said."""
    sound = take_in(own, QUARTER / f"{NOREH}.xlsx")
    for kind in (CorrectionReplies, MigrationReplies):
        write_replies(answers(own, kind, tmp_path / "out"), sound)
    assert not (tmp_path / "out").exists()
