"""Several campaigns as one."""

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.merge import merge
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.periods import Period
from iku_workbook.results.indicators import consolidate
from iku_workbook.results.levels import levels
from tests.forms import SMALL, define
from tests.results.year import returned


def made(folder, **changes):
    """A campaign with ``SMALL`` changed."""
    definition = define(fields=[{**each, "minimum": None} for each in SMALL["fields"]])
    definition = definition.model_copy(update=changes)
    return CampaignFolder.create(folder, definition.to_json())


def renumbered(definition, prefix):
    return tuple(
        unit.model_copy(update={"code": f"{prefix}.{unit.code}"}) for unit in definition.units
    )


def test_units_are_put_together_and_the_first_words_are_used(tmp_path):
    """commands.md#iku-consolidate: their units; titles and deadlines of the campaign that asks."""
    one = made(tmp_path / "a")
    first = one.definition()
    others = [
        made(tmp_path / code, units=renumbered(first, code), title=f"Kecamatan {code}", due_days=30)
        for code in ("40", "41")
    ]
    both = merge(first, others)
    assert [unit.code for unit in both.units] == [
        f"{prefix}{unit.code}" for prefix in ("", "40.", "41.") for unit in first.units
    ]
    assert (both.title, both.due_days) == (first.title, first.due_days)
    assert merge(first, [made(tmp_path / "same")]) is first


def offices(folder):
    """Two offices that ask the same, each of units with the same names."""
    first = made(folder / "a").definition()
    told = {"code": "torjun", "agency": first.agency.model_copy(update={"name": "Kantor Torjun"})}
    return first, made(folder / "b", units=renumbered(first, "40"), **told)


def test_each_campaign_has_results_of_its_own(tmp_path):
    """facts.md#regency: a regency consolidates its kecamatan; each stands above its own units, and
    nothing else is measured for it: villages of one name stay apart.
    """
    first, other = offices(tmp_path)
    both = merge(first, [other])
    period = Period.parse("2025-Q1")
    said = [returned(unit.code, period.code, {"datang": 4, "naik": 3}) for unit in both.reporting]
    results = consolidate(both, said[:4], period)
    alone = consolidate(first, said[:3], period)
    above = {each.unit.name: each for each in levels(both, results)}
    assert list(above) == [first.agency.name, "Kantor Torjun"]
    for code, result in alone.indicators.items():
        own = above[first.agency.name].indicators[code]
        assert (own.numerator, own.denominator) == (result.numerator, result.denominator)
        assert (own.reported, own.expected) == (result.reported, result.expected)
        rest = above["Kantor Torjun"].indicators[code]
        assert own.expected + rest.expected == results.indicators[code].expected
    assert len({unit.name for unit in both.reporting}) < len(both.reporting)


def test_levels_of_ones_own_are_kept(tmp_path):
    """definition.md#units: where a parent is named, levels are as the definitions have them."""
    first, other = offices(tmp_path)
    above = Unit(code="35.27", name="Sampang", kind="kabupaten")
    units = tuple(each.model_copy(update={"parent": above.code}) for each in first.units)
    both = merge(first.model_copy(update={"units": (above, *units)}), [other])
    assert [each.parent for each in both.units] == [None, *[above.code] * 3, None, None, None]


@pytest.mark.parametrize(
    "part", ["fields", "registers", "rules", "calculations", "indicators", "codelists", "units"]
)
def test_what_asks_something_else_is_refused_by_name(tmp_path, part):
    """commands.md#iku-consolidate: they must ask and measure the same; what differs is said."""
    one = made(tmp_path / "a")
    first = one.definition()
    values = getattr(first, part)
    if part == "codelists":
        changed = {**values, "ya_tidak": (*values["ya_tidak"], "Belum")}
    elif part == "units":
        changed = (values[0].model_copy(update={"name": "Lain"}), *values[1:])
    elif part == "indicators":
        changed = tuple(each.model_copy(update={"scale": 7.0}) for each in values)
    else:
        key = "message" if part == "rules" else "label"
        changed = (values[0].model_copy(update={key: "Lain"}), *values[1:])
    other = made(tmp_path / "b", **{part: changed})
    with pytest.raises(OperatorError) as raised:
        merge(first, [other])
    assert raised.value.code == "other-definition"
    assert raised.value.data["what"].startswith(part)
