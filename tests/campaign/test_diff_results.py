"""iku diff-results: what changed from one file or day to another, and because of what."""

import datetime
import json

from iku_workbook.registry import review
from iku_workbook.registry.counting_changes import Moment, counting_changes
from iku_workbook.report.diff_results import FIGURES
from samples.year import PERIOD
from tests.campaign.office import BY, at, copied
from tests.cli.run import run
from tests.schemas import mistakes

NOREH = "35.27.01.2001"
TARGET = ('"2024-Q1": 75', '"2024-Q1": 74')


def diff(campaign, *words):
    return run("-C", campaign.root, "diff-results", *words)


def written(campaign):
    """The figures that results say, as they are written out now."""
    run("-C", campaign.root, "consolidate", "--period", PERIOD, "-o", "hasil.json")
    return json.loads((campaign.results / "hasil.json").read_text(encoding="utf-8"))["indicators"]


def test_what_changed_and_because_of_what(own, monkeypatch):
    """contract.md#diff-results: between versions and days, by figures and causes, as the files say
    themselves; what cannot be told is refused.
    """
    monkeypatch.chdir(own.results)
    first = written(own)
    with own.registry() as registry, registry.writing(BY, at(9)):
        review.send_back(registry, NOREH, PERIOD, at(9), by="Camat", reason="Salah jumlah.")
    second = written(own)
    ran = diff(own, "hasil.json", "hasil-v1.json")
    assert ran.status == 1
    lines = ran.out.splitlines()
    assert lines[1].startswith("Semula: hasil-v1.json (versi 1), sebagaimana diketahui 8 April")
    assert lines[2].startswith("Kemudian: hasil.json (versi 2), sebagaimana diketahui 9 April")
    assert {"  Pembilang: 9 menjadi 8", "  Sementara: tidak menjadi ya"} <= {*lines}
    decided = "  keputusan nomor 1 oleh Camat, 9 April 2024 16.00 WIB: Noreh, Triwulan I 2024; "
    assert lines[lines.index("Karena:") + 1 :] == [f"{decided}kiriman 1 tidak lagi dihitung"]

    days = ("2024-04-08", "2024-04-09", "--period", PERIOD)
    for words in (("hasil-v1.json", "hasil.json"), days):
        document = json.loads(diff(own, *words, "--format=json").out)
        assert mistakes("diff", document) == []
        assert [(each["cause"], each["number"]) for each in document["moved"]] == [("decision", 1)]
        assert document["results"] == expected(first, second, document["results"])

    same = diff(own, "hasil.json", "2024-04-09")
    assert (same.status, "Tidak ada hasil yang berubah." in same.out) == (0, True)
    redefined(own, second)
    refused(own)


def test_units_above_others_are_compared_and_campaigns_added_up_are_named(
    own, tmp_path, monkeypatch
):
    """contract.md#diff-results: results of the units that stand above others too; of a file that
    was added up with other campaigns, that those are left out.
    """
    monkeypatch.chdir(own.results)
    text = own.definition_file.read_text(encoding="utf-8")
    text = text.replace("kind: desa}", 'kind: desa, parent: "35.27.01"}')
    above = 'units:\n  - {code: "35.27.01", name: Sreseh, kind: kecamatan}\n'
    own.definition_file.write_text(text.replace("units:\n", above, 1), encoding="utf-8")
    written(own)
    now = datetime.datetime.now(datetime.UTC)
    with own.registry() as registry, registry.writing(BY, now):
        review.send_back(registry, NOREH, PERIOD, now, by="Camat", reason="Salah jumlah.")
    written(own)
    both = ("hasil-v1.json", "hasil.json")
    said = diff(own, *both).out.splitlines()
    assert "35.27.01 Sreseh · IKU-1 Persentase desa maju" in said
    document = json.loads(diff(own, *both, "--format", "json").out)
    assert mistakes("diff", document) == []
    of_level = {each["indicator"]: each for each in document["levels"]}
    for each in document["results"]:
        assert of_level[each["indicator"]]["after"]["numerator"] == each["after"]["numerator"]
    other = copied(own, tmp_path / "lain")
    about = ("consolidate", "--period", PERIOD, "--with", other.root, "-o", "gabung.json")
    run("-C", own.root, *about)
    told = diff(own, "gabung.json", "hasil.json").out
    assert "gabung.json (versi 1)" in told
    assert "dijumlahkan dengan 1 kegiatan lain (--with), yang tidak ikut dibandingkan" in told


def test_an_approval_lets_no_return_count_that_counted_before_it(own):
    """contract.md#diff-results: what came is told as its receipt's doing, though approved since;
    where approved returns alone count, as the approval's.
    """
    with own.registry() as registry, registry.writing(BY, at(9)):
        review.approve(registry, NOREH, PERIOD, at(9), by="Camat", reason="")
        for approved, cause in ((False, "receipt"), (True, "decision")):
            then, now = Moment(at(7), approved), Moment(None, approved)
            told = {each.unit: each.cause for each in counting_changes(registry, then, now)}
            assert told[NOREH] == cause


def expected(first, second, found):
    """The difference of two files of results, by their own words."""
    names = {each["indicator"]: each["name"] for each in found}
    differing = {
        code: [name for name in FIGURES if first[code][name] != second[code][name]]
        for code in second
    }
    return [
        {
            "indicator": code,
            "name": names.get(code),
            "before": {name: first[code][name] for name in figures},
            "after": {name: second[code][name] for name in figures},
        }
        for code, figures in differing.items()
        if figures
    ]


def redefined(campaign, before):
    """A target that was changed is told as the definition's doing."""
    text = campaign.definition_file.read_text(encoding="utf-8")
    campaign.definition_file.write_text(text.replace(*TARGET, 1), encoding="utf-8")
    after = written(campaign)
    ran = diff(campaign, "hasil-v2.json", "hasil.json", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.status, document["moved"], len(document["definitions"])) == (1, [], 1)
    assert document["definitions"][0]["definition"] == campaign.definition().digest
    assert document["results"] == expected(before, after, document["results"])


def refused(campaign):
    for words in (
        ("2024-04-08", "2024-04-09"),
        ("hasil.json", "2024-04-09", "--period", "2024-Q2"),
        ("../definition.yaml", "2024-04-09"),
        ("hasil.json", "2999-01-01"),
        ("tidak-ada.xlsx", "2024-04-09"),
    ):
        ran = diff(campaign, *words)
        assert (ran.status, ran.out, ran.err[:5]) == (2, "", "iku: "), words
