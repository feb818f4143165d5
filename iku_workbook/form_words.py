"""The words of a definition's forms, those of its grammar: what was handed out keeps its own."""

from __future__ import annotations

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue, catalogue

SAME, ALL_SAME, CHANGED = "form.same", "form.all_same", "form.changed"
"""The answers where something was brought forward: this group is still so, all of them are,
something is otherwise now.
"""


def form_words(definition: Definition) -> Catalogue:
    """The catalogue in the definition's language; in place of ``form`` stands ``first_form`` where
    its forms are those of the grammar's first version.
    """
    say = catalogue(definition.language)
    return say if definition.modern else say.standing_in("form", "first_form")


def confirm_words(groups: int) -> tuple[str, ...]:
    """The keys of the answers that can be chosen on a form with so many groups to confirm."""
    if not groups:
        return ()
    return (SAME, CHANGED) if groups == 1 else (SAME, ALL_SAME, CHANGED)
