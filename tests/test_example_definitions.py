"""The example definitions of other offices: sound, answered for a year, computed as by hand."""

import re
from functools import cache

import pytest

from iku_workbook.campaign.batch import workbooks
from iku_workbook.campaign.values_file import inputs_from_file
from iku_workbook.definition import load
from iku_workbook.documents import KINDS
from iku_workbook.documents.context import context
from iku_workbook.documents.render import render
from iku_workbook.layout import layout
from iku_workbook.master import write_master
from iku_workbook.periods import periods_of
from iku_workbook.resources import template
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.year import consolidate_year
from iku_workbook.workbook.fill import fill
from tests.example_years import BY_HAND, EXAMPLES
from tests.forms import KEY, check, known, said
from tests.libreoffice import needs_libreoffice
from tests.master.master import write
from tests.master.test_master_recalculated import unchanged
from tests.ooxml import needs_validator, validate
from tests.source import CHECKOUT


@cache
def definition_of(file):
    definition, warnings = load(file)
    assert warnings == []
    return definition


@cache
def year_of(file):
    """Every unit's return of every period, on its own form, read and judged."""
    definition = definition_of(file)
    forms, returns = known(definition), []
    for period in periods_of(definition.year, definition.cadence):
        values = inputs_from_file(definition, CHECKOUT / f"samples/{file.stem}/{period.code}.csv")
        made = []
        for unit, blank in workbooks(definition, period, definition.reporting, KEY):
            made.append(fill(blank, layout(definition, unit.kind, period), values[unit.code]))
        returns += check(*made, forms=forms)
    return definition, tuple(returns)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_a_year_of_it_is_accepted(file):
    """definition.md#examples: what the units of an example definition say raises no error."""
    _, returns = year_of(file)
    wrong = [(each.unit, each.period, said(each)) for each in returns if said(each)]
    assert [each for each in wrong if any(row[1] == "error" for row in each[2])] == []
    assert {each.verdict.value for each in returns} == {"accepted"}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_results_agree_with_plain_loops(file):
    """quality.md#every-feature: every result of every period agrees with plain loops to 1e-9."""
    definition, returns = year_of(file)
    for period in periods_of(definition.year, definition.cadence):
        found = consolidate(definition, returns, period).indicators
        by_hand = BY_HAND[file.stem](period.number)
        assert found.keys() == by_hand.keys()
        for code, expected in by_hand.items():
            value = found[code].value
            assert value == (None if expected is None else pytest.approx(expected, rel=1e-9)), (
                period.code,
                code,
            )
        assert not any(each.provisional for each in found.values())


@needs_libreoffice
def test_nothing_changes_in_their_masters(tmp_path):
    """quality.md#master-unchanged: recalculated by LibreOffice, 0 cells of any change."""
    for file in EXAMPLES:
        definition, returns = year_of(file)
        last = periods_of(definition.year, definition.cadence)[-1]
        assert unchanged(write(definition, returns, last), tmp_path) > 10


@needs_validator
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_excel_and_word_find_nothing_wrong(file, tmp_path):
    """quality.md#open-xml: a form of each kind, the master and the four documents, 0 errors."""
    definition, returns = year_of(file)
    last = periods_of(definition.year, definition.cadence)[-1]
    year = consolidate_year(definition, returns, last)
    kinds = {unit.kind: unit for unit in definition.reporting}
    made = {
        f"{unit.code}.xlsx": data for unit, data in workbooks(definition, last, kinds.values(), KEY)
    }
    made["master.xlsx"] = write_master(year)
    facts = context(year, last.end)
    for kind in KINDS:
        made[f"{kind}.docx"] = render(
            template(f"{kind}.docx").read_bytes(), facts, "Kantor", last.end
        )
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    found = validate(tmp_path / name for name in made)
    assert {path.name: errors for path, errors in found.items() if errors} == {}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_invented_figure_is_marked(file):
    """house.md#shipped: targets, baselines and budgets of an example bear the remark CONTOH."""
    figures = re.compile(r"\b(targets|baseline|budget): \{")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if figures.search(line) and "# CONTOH" not in line] == []
