"""Several campaigns as one."""

import pytest

from iku_workbook.campaign import Campaign, CampaignError
from iku_workbook.union import union
from tests.forms import SMALL, define


def made(folder, **changes):
    """A campaign with ``SMALL`` changed."""
    definition = define(fields=[{**each, "minimum": None} for each in SMALL["fields"]])
    definition = definition.model_copy(update=changes)
    return Campaign.create(folder, definition.to_json())


def renumbered(definition, prefix):
    return tuple(
        unit.model_copy(update={"code": f"{prefix}.{unit.code}"}) for unit in definition.units
    )


def test_units_are_put_together_and_the_first_words_are_used(tmp_path):
    """docs/commands.md: their units; titles and deadlines of the campaign that asks."""
    one = made(tmp_path / "a")
    first = one.definition()
    others = [
        made(tmp_path / code, units=renumbered(first, code), title=f"Kecamatan {code}", due_days=30)
        for code in ("40", "41")
    ]
    both = union(first, others)
    assert [unit.code for unit in both.units] == [
        f"{prefix}{unit.code}" for prefix in ("", "40.", "41.") for unit in first.units
    ]
    assert (both.title, both.due_days) == (first.title, first.due_days)
    assert union(first, [made(tmp_path / "same")]) is first


@pytest.mark.parametrize(
    "part", ["fields", "registers", "rules", "calculations", "indicators", "codelists", "units"]
)
def test_what_asks_something_else_is_refused_by_name(tmp_path, part):
    """docs/commands.md: they must ask and measure the same; what differs is said."""
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
    with pytest.raises(CampaignError) as raised:
        union(first, [other])
    assert raised.value.code == "other-definition"
    assert raised.value.data["what"].startswith(part)
