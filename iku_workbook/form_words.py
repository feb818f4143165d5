"""The words of a definition's forms, those of its grammar: what was handed out keeps its own."""

from __future__ import annotations

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue, catalogue


def form_words(definition: Definition) -> Catalogue:
    """The catalogue in the definition's language; in place of ``form`` stands ``first_form`` where
    its forms are those of the grammar's first version.
    """
    say = catalogue(definition.language)
    return say if definition.modern else say.standing_in("form", "first_form")
