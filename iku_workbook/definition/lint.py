"""Finds what is wrong between the parts of a definition, before any workbook is issued.

Each check is a function that takes the :class:`LintContext` and gives the mistakes it finds.
"""

from __future__ import annotations

from iku_workbook.definition.lint_cadences import check_cadences
from iku_workbook.definition.lint_choices import check_choices
from iku_workbook.definition.lint_comments import check_comments
from iku_workbook.definition.lint_context import LintContext
from iku_workbook.definition.lint_formulas import check_formulas
from iku_workbook.definition.lint_goals import check_goals
from iku_workbook.definition.lint_indices import check_indices
from iku_workbook.definition.lint_names import check_names
from iku_workbook.definition.lint_numbers import check_numbers
from iku_workbook.definition.lint_once import told_once
from iku_workbook.definition.lint_over_time import check_over_time
from iku_workbook.definition.lint_over_units import check_over_units
from iku_workbook.definition.lint_programmes import check_programmes
from iku_workbook.definition.lint_references import check_references, check_unused
from iku_workbook.definition.lint_renames import check_renames
from iku_workbook.definition.lint_rules import check_rules
from iku_workbook.definition.lint_targets import check_targets
from iku_workbook.definition.lint_units import check_units
from iku_workbook.definition.lint_unlike import check_unlike
from iku_workbook.definition.locations import Locations
from iku_workbook.definition.mistakes import Mistake
from iku_workbook.definition.model import Definition
from iku_workbook.findings import Severity

CHECKS = (
    check_names,
    check_references,
    check_units,
    check_renames,
    check_goals,
    check_indices,
    check_programmes,
    check_targets,
    check_numbers,
    check_comments,
    check_formulas,
    check_over_units,
    check_choices,
    check_rules,
    check_cadences,
    check_unlike,
    check_over_time,
    check_unused,
)


def lint(definition: Definition, locations: Locations) -> list[Mistake]:
    """Every mistake, in the order of the file; one cause is told once, and where there is an error
    nothing is warned of.
    """
    context = LintContext(definition, locations)
    found: dict[tuple[str, str, int, int], Mistake] = {}
    for check in CHECKS:
        for mistake in check(context):
            place = (mistake.code, mistake.file, mistake.line, mistake.column)
            found.setdefault(place, mistake)
    once = told_once(context, found.values())
    wrong = {_place(each) for each in once if each.severity is Severity.ERROR}
    told = [each for each in once if each.severity is Severity.ERROR or _place(each) not in wrong]
    return sorted(told, key=_place)


def _place(mistake: Mistake) -> tuple[str, int, int]:
    return mistake.file, mistake.line, mistake.column
