"""Several campaigns as one."""

from pathlib import Path

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.merge import merge, office_codes
from iku_workbook.definition.model import Unit
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
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


def by_folder(campaigns):
    return {each.root: each.definition() for each in campaigns}


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
    both = merge(first, by_folder(others))
    assert [unit.code for unit in both.reporting] == [
        f"{prefix}{unit.code}" for prefix in ("", "40.", "41.") for unit in first.units
    ]
    assert (both.title, both.due_days) == (first.title, first.due_days)
    assert merge(first, by_folder([made(tmp_path / "same")])) is first


def offices(folder):
    """Two offices that ask the same, each of units with the same names."""
    first = made(folder / "a").definition()
    told = {"code": "torjun", "agency": first.agency.model_copy(update={"name": "Kantor Torjun"})}
    return first, made(folder / "b", units=renumbered(first, "40"), **told).definition()


def test_each_campaign_has_results_of_its_own(tmp_path):
    """facts.md#regency: a regency consolidates its kecamatan; each stands above its own units, and
    nothing else is measured for it: villages of one name stay apart.
    """
    first, other = offices(tmp_path)
    both = merge(first, {tmp_path: other})
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
    both = merge(first.model_copy(update={"units": (above, *units)}), {tmp_path: other})
    assert [each.parent for each in both.units] == [None, *[above.code] * 3, None, None, None]


CHANGES = {
    "fields": ("label", "fields datang (label)"),
    "registers": ("label", "registers kegiatan (label)"),
    "rules": ("message", "rules naik_paling_banyak (message)"),
    "calculations": ("label", "calculations persen (label)"),
    "units": ("name", "units 35.01 (name)"),
}
FOLDER = Path("/stik/torjun")


def changed(first, part, **changes):
    one, *others = getattr(first, part)
    return first.model_copy(update={part: (one.model_copy(update=changes), *others)})


def refusal(first, *others):
    with pytest.raises(OperatorError) as raised:
        merge(first, {FOLDER / str(at): each for at, each in enumerate(others)})
    return raised.value


@pytest.mark.parametrize("part", CHANGES)
def test_what_asks_something_else_is_refused_by_name(part):
    """commands.md#iku-consolidate: what differs is said by the id and the key that it has in the
    definition, with the folder.
    """
    key, named = CHANGES[part]
    error = refusal(define(), changed(define(), part, **{key: "Lain"}))
    [message] = error.messages(catalogue("id"))
    assert (error.code, error.data["what"]) == ("other-definition", named)
    assert message.text.endswith(f"Berbeda: {named}.")
    assert str(FOLDER) in message.text


def test_everything_that_differs_is_said_of_every_folder():
    """commands.md#iku-consolidate: columns, choices, years, and what only one of both has."""
    first = define()
    register = first.registers[0]
    column = register.fields[2].model_copy(update={"minimum": 5})
    register = register.model_copy(update={"fields": (*register.fields[:2], column)})
    lists = {"ya_tidak": ("Ya", "Belum"), "baru": ("A", "B")}
    other = first.model_copy(
        update={"year": 2026, "registers": (register,), "codelists": lists}
        | {"indicators": tuple(each.model_copy(update={"scale": 7.0}) for each in first.indicators)}
    )
    said = [
        each.text
        for each in refusal(first, other, changed(first, "fields", id="lain")).messages(
            catalogue("en")
        )
    ]
    assert len(said) == 2
    for named in (
        "year (2025 ≠ 2026)",
        "registers kegiatan.peserta (minimum)",
        "codelists ya_tidak",
        "indicators IKU-1 (scale)",
        "Only in this campaign: registers kegiatan.bukti, codelists jenis.",
        "Only there: codelists baru.",
    ):
        assert named in said[0]
    assert "Only in this campaign: fields datang. Only there: fields lain." in said[1]


def test_what_an_office_says_of_itself_may_differ():
    """commands.md#iku-consolidate: titles, targets and deadlines, and the order of questions."""
    first = define()
    targets = tuple(
        each.model_copy(update={"name": "Lain", "targets": {}}) for each in first.indicators
    )
    other = first.model_copy(
        update={"title": "Lain", "due_days": 3, "indicators": targets}
        | {"fields": tuple(reversed(first.fields))}
    )
    assert merge(first, {FOLDER: other}) is first


def coded(code, *units):
    first = define()
    listed = tuple(
        first.units[0].model_copy(update={"code": each, "name": each, "kind": "desa"})
        for each in units
    )
    return first.model_copy(update={"code": code, "units": listed})


@pytest.mark.parametrize(
    ("offices", "codes"),
    [
        ([("a", "1.1"), ("b", "2.1")], ["a", "b"]),
        ([("a", "1.1", "1.2"), ("a", "2.1")], ["a-1", "a-2"]),
        ([("a", "1.1"), ("b", "3.1"), ("a", "2.1")], ["a-1", "b", "a-2"]),
        ([("a", "1.1"), ("a", "1.2")], ["a-1", "a-2"]),  # both stand below 1
        ([("a", "x"), ("a", "y")], ["a-1", "a-2"]),
        ([("a", "1.1"), ("a", "1.1", "1.2"), ("b", "2.1")], ["a", "a", "b"]),
        ([("1.1", "1.1"), ("b", "2.1")], ["1.1-1", "b"]),
    ],
)
def test_offices_whose_campaigns_have_one_code_are_told_apart(offices, codes):
    """facts.md#regency: each kecamatan with results of its own, whatever its campaign is called."""
    parts = [coded(*each) for each in offices]
    assert office_codes(parts) == codes
    both = merge(parts[0], {FOLDER / str(at): each for at, each in enumerate(parts[1:])})
    assert {unit.parent for unit in both.reporting} == set(codes)
