"""ONLYOFFICE as a real client: its Document Builder (``document-builder`` of PyPI) opens workbooks,
runs what a person does in its own JavaScript, computes and saves.

Without a licence it lays its mark over every sheet that is not protected: a picture at A1.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "docbuilder"


class Job(NamedTuple):
    """A workbook that is opened, what is done there, and where it is saved.

    script  an expression of JavaScript; what it comes to, as text, is the answer
    """

    source: Path
    script: str = "''"
    target: Path | None = None


def available() -> bool:
    """Whether the Document Builder is here."""
    return importlib.util.find_spec(PACKAGE) is not None


def needs_onlyoffice(test):
    """Marks a test that is skipped where ONLYOFFICE is missing."""
    missing = pytest.mark.skipif(not available(), reason="ONLYOFFICE's Document Builder is missing")
    return pytest.mark.client(missing(test))


def work(jobs: Iterable[Job]) -> list[str]:
    """Does the jobs one after the other in one process; what each script came to."""
    asked = [[str(each.source), each.script, str(each.target or "")] for each in jobs]
    with tempfile.TemporaryDirectory(prefix="iku-onlyoffice-") as folder:
        answers = Path(folder, "answers.json")
        command = [sys.executable, __file__, str(answers)]
        # What it prints of itself, its licence and its sheets' protection, says nothing here.
        subprocess.run(command, input=json.dumps(asked), text=True, check=True, capture_output=True)
        return json.loads(answers.read_text(encoding="utf-8"))


def _main() -> None:
    import docbuilder

    builder, answers = docbuilder.CDocBuilder(), []
    for source, script, target in json.load(sys.stdin):
        if builder.OpenFile(source, ""):
            raise SystemExit(f"{source} is no workbook to ONLYOFFICE")
        answers.append(builder.GetContext().GetGlobal().Call("eval", script).ToString())
        if target and builder.SaveFile("xlsx", target):
            raise SystemExit(f"{target} cannot be written")
        builder.CloseFile()
    Path(sys.argv[1]).write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    _main()
