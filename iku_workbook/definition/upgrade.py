"""Writes a definition in the newest version of the grammar: the same text but for one number."""

from __future__ import annotations

from pathlib import Path

from iku_workbook.definition.model import GRAMMAR_VERSIONS
from iku_workbook.definition.yaml_source import text_of
from iku_workbook.definition.yaml_tree import compose
from iku_workbook.durable import write_whole
from iku_workbook.errors import OperatorError

_KEY = "iku"
DIFFERENCES = "blank", "target", "carried", "words", "drawn"
"""What a text of version 1 means otherwise in version 2."""


def upgrade(path: Path) -> Path | None:
    """Write a sound definition's newest form beside it; where that is, None where it is in it.

    The definition itself stays as it is: whoever has read what the newer version means otherwise
    puts it in its place. OperatorError where something stands there already.
    """
    text = text_of(path)
    data, marks = compose(text, path.name)
    newest = GRAMMAR_VERSIONS[-1]
    if data[_KEY] == newest:
        return None
    mark = marks[_KEY,]
    lines = text.splitlines(keepends=True)
    line = lines[mark.line - 1]
    before, after = line[: mark.column - 1], line[mark.column - 1 :]
    lines[mark.line - 1] = before + after.replace(str(data[_KEY]), str(newest), 1)
    beside = path.with_stem(f"{path.stem}-{newest}")
    if beside.exists():
        raise OperatorError("upgrade-exists", file=beside.name)
    write_whole(beside, "".join(lines).encode("utf-8"))
    return beside
