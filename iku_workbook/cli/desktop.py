"""``iku-halaman``: the page by a double click, where there is no terminal to read or to write."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_workbook.cli.session import Session


def main() -> None:
    """The entry point of a window's start menu: ``iku-halaman [FOLDER]``."""
    multiprocessing.freeze_support()  # first: a process of ours starts by this too
    from iku_workbook.cli.serve import own_folder, serve
    from iku_workbook.cli.session import Session
    from iku_workbook.durable import make_folder

    make_folder(own_folder())
    if sys.stdout is None or sys.stderr is None:  # nobody reads: neither may be written to
        sys.stdout = sys.stderr = (own_folder() / "page.log").open("w", encoding="utf-8")
    session = Session()
    session.folder = Path(sys.argv[1]) if len(sys.argv) > 1 else home(session)
    try:
        make_folder(session.folder)
        sys.exit(serve(session))
    except Exception as error:
        _tell(error, session, own_folder() / "page-problem.txt")
        sys.exit(2)


def home(session: Session) -> Path:
    """The folder of a user's own in which campaigns lie, where none is named."""
    return Path.home() / session.say("cli.serve-home")


def _tell(error: Exception, session: Session, file: Path) -> None:
    """Say what went wrong where a person sees it: in a text that their computer opens."""
    import webbrowser

    from iku_workbook.cli.explain import explain
    from iku_workbook.durable import write_whole

    words = "\r\n".join(explain(error, session.say))
    write_whole(file, words.encode("utf-8-sig"))
    webbrowser.open(file.as_uri())
