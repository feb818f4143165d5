"""What carries a mean, and what proves a report, are said once and plainly."""

from iku_workbook.documents.unbroken import Unbroken
from iku_workbook.registry.head import read_head
from tests.documents import material


def test_a_mean_that_one_indicator_carries_says_so():
    """facts.md#carried-mean: which indicator it is, and the mean of the others."""
    means = material.facts(returns=None, period="2024-Q2")["rata_rata"]
    shown = material.results().results.indicators
    percents = [each.achievement for each in shown.values() if each.achievement is not None]
    far = [each for each in percents if each > 150]
    assert bool(far) == ("Tanpa capaian di atas 150%" in means[-1])
    doubled = [
        each.model_copy(update={"targets": dict.fromkeys(each.targets, 1.0)})
        for each in material.definition().indicators[:1]
    ]
    changed = material.definition().model_copy(
        update={"indicators": (*doubled, *material.definition().indicators[1:])}
    )
    said = material.facts(changed)["rata_rata"][-1]
    assert f"Tanpa capaian di atas 150% ({doubled[0].name} " in said
    assert "rata-ratanya" in said


def test_a_proof_code_stands_in_one_line_and_can_be_copied():
    """facts.md#hashes-on-paper: Word's hyphen that does not break; any dash is taken when read."""
    facts = material.facts() | {"kode_bukti": Unbroken("157-EMGT-YDX3-7WHZ")}
    document = material.opened(material.filled(material.template("lkjip"), facts))
    [line] = [each for each in document.paragraphs if "Kode bukti catatan" in each.text]
    assert len(line._p.xpath(".//w:noBreakHyphen")) == 3
    assert "157-EMGT-YDX3-7WHZ" in line.text
    copied = "157\u2011EMGT\u2011YDX3\u20117WHZ"
    assert read_head(copied) == read_head("157-EMGT-YDX3-7WHZ") is not None


def test_the_hash_of_the_definition_stands_once():
    """facts.md#hashes-on-paper: with the returns that count, not in the running text."""
    document = material.opened(material.made("lkjip"))
    digest = material.facts()["definisi"]["sidik"]
    assert sum(digest in each for each in material.texts(document)) == 1


def test_one_bar_alone_is_no_chart():
    """facts.md#lone-bar: of one indicator the table says it."""
    one = material.definition().model_copy(
        update={"indicators": material.definition().indicators[:1], "reconciliations": ()}
    )
    data = material.filled(material.template("lkjip"), material.facts(one))
    said = material.texts(material.opened(data))
    assert not any("Capaian terhadap target" in each for each in said)
