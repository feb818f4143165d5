"""Reads a text file (UTF-8) up to a limit of bytes, so that a huge one does no harm."""

from __future__ import annotations

from pathlib import Path

from iku_workbook.definition.mistakes import DefinitionError, Mistake
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Severity
from iku_workbook.named_file import read_named


def read_text(path: Path, name: str, limit: int, missing: Mistake) -> str:
    """The text of a file, without a byte order mark; ``missing`` where there is no such file."""
    try:
        content = read_named(path, limit)
    except (OSError, ValueError):  # the latter: a name with a null character
        raise DefinitionError([missing]) from None
    except OperatorError as error:
        raise _stop(error.code, name, 1, 1, limit=f"{limit // 1_000_000} MB") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = error.start - before.rfind(b"\n")
        raise _stop("file-not-utf8", name, before.count(b"\n") + 1, column) from None


def _stop(code: str, file: str, line: int, column: int, **data: str) -> DefinitionError:
    return DefinitionError([Mistake(code, Severity.ERROR, file, line, column, data)])
