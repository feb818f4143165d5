"""Commands that cannot be carried out; :mod:`iku_workbook.cli.explain` puts them into words."""

from __future__ import annotations

from collections.abc import Iterable


class CommandError(Exception):
    """A command that cannot be carried out: a code of area ``cli`` and data."""

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code, data)
        self.code, self.data = code, data


def unknown(code: str, name: str, known: Iterable[str]) -> CommandError:
    """A name that is not among the known ones, with the one most likely meant, or all of them."""
    from iku_workbook.suggest import nearest

    known = list(known)
    return CommandError(code, name=name, nearest=nearest(name, known) or ", ".join(known))
