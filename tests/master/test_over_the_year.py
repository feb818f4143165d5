"""The ways over the year as the master's own formulas compute them."""

import json
import random

from iku_workbook.definition import Definition
from tests.libreoffice import needs_libreoffice
from tests.master.master import read, write
from tests.master.test_master_recalculated import unchanged
from tests.results.test_over_the_year import FIRST, Q3, SECOND, YEAR, everything


def led_by(at):
    """The definition with another indicator first: the one that *Alur perhitungan* opens with."""
    said = json.loads(YEAR.to_json())
    said["indicators"] = said["indicators"][at:] + said["indicators"][:at]
    return Definition.from_json(json.dumps(said))


def some_missing(seed):
    chance = random.Random(seed)
    return [each for each in everything(chance) if chance.random() < 0.8]


@needs_libreoffice
def test_nothing_changes_whichever_way_over_the_year(tmp_path):
    """quality.md#master-unchanged: fields and parts of every way, with returns that are missing,
    recalculated by LibreOffice and IronCalc: 0 cells change.
    """
    for at in (0, 7):  # the first is added up in each period, the eighth of one period alone
        assert unchanged(write(led_by(at), some_missing(at), Q3), tmp_path) > 100


def test_a_period_s_own_values_stand_beside_the_year_s():
    """definition.md#each-period: what each period gives, and how the periods come together."""
    sheet = read(write(YEAR, [*FIRST, *SECOND], Q3))["Perhitungan"]
    groups, titles, how = ([cell.value for cell in sheet[row]] for row in (4, 5, 6))
    at = groups.index("TUNGGU")
    assert titles[at : at + 2] == ["numerator", "numerator"]
    assert how[at : at + 2] == ["Pembilang, periode itu saja", "Pembilang, jumlah"]
    assert "Isian periode itu saja" in groups
