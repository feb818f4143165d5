"""The agreement and the action plan state the targets and who answers for them."""

from iku_workbook.periods import Cadence
from tests.documents import material
from tests.documents.material import written


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_agreement_holds_the_years_targets():
    """facts.md#reports: No | Sasaran | Indikator Kinerja | Satuan | Target."""
    document = material.opened(material.made("perjanjian-kinerja"))
    [table] = [one for one in document.tables if rows(one)[0][:2] == ["No", "Sasaran"]]
    assert rows(table)[0] == ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"]
    assert rows(table)[2:] == [
        [str(number), each.objective, each.name, "%", written(each.targets["2024"])]
        for number, each in enumerate(material.definition().indicators, start=1)
    ]


def test_where_a_year_has_no_target_of_its_own_its_last_period_s_is_promised():
    """definition.md#targets: nobody signs for a dash where the last quarter has a target."""
    shown = material.definition()
    indicators = tuple(
        each.model_copy(update={"targets": {k: v for k, v in each.targets.items() if k != "2024"}})
        for each in shown.indicators
    )
    facts = material.facts(shown.model_copy(update={"indicators": indicators}))
    document = material.opened(material.filled(material.template("perjanjian-kinerja"), facts))
    [table] = [one for one in document.tables if rows(one)[0][:2] == ["No", "Sasaran"]]
    promised = [written(each.targets["2024-Q4"]) for each in indicators]
    assert [row[-1] for row in rows(table)[2:]] == promised


def test_the_agreement_leaves_room_for_programmes_and_two_to_sign():
    """facts.md#reports: then Program | Anggaran | Keterangan; two signatories."""
    document = material.opened(material.made("perjanjian-kinerja"))
    heads = [rows(one)[0] for one in document.tables]
    assert ["No", "Program", "Anggaran", "Keterangan"] in heads
    signed = [head for head in heads if len(head) == 2]
    assert len(signed) == 2
    for left, right in signed:
        assert "Pihak Kedua" in left
        assert "Pihak Pertama" in right
        assert "Camat Sreseh" in right


def test_the_superior_is_named_where_the_definition_does():
    """facts.md#reports: two signatories; the superior is the definition's to name."""
    shown = material.definition()
    superior = shown.agency.signatory.model_copy(update={"title": "Bupati Contoh", "name": "N. N."})
    agency = shown.agency.model_copy(update={"superior": superior})
    facts = material.facts(shown.model_copy(update={"agency": agency}))
    document = material.opened(material.filled(material.template("perjanjian-kinerja"), facts))
    said = material.texts(document)
    assert said.count("Bupati Contoh") == 1  # who it is
    assert said.count("Bupati Contoh,") == 2  # where they sign
    assert said.count("N. N.") == 3


def test_the_action_plan_holds_the_targets_of_every_quarter():
    """facts.md#reports: No | Sasaran | Indikator | Target tahun | TW I-IV | Penanggung Jawab."""
    document = material.opened(material.made("rencana-aksi"))
    found = rows(material.table(document, "No"))
    quarters = ["Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV"]
    heads = ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target Tahun 2024"]
    assert found[0] == [*heads, *["Target"] * 4, "Penanggung Jawab"]
    assert found[1] == [*heads, *quarters, "Penanggung Jawab"]
    for number, (row, each) in enumerate(
        zip(found[2:], material.definition().indicators, strict=True), start=1
    ):
        targets = [written(each.targets[f"2024-Q{quarter}"]) for quarter in range(1, 5)]
        targets = [targets[-1], *targets]
        said = [str(number), each.objective, each.name, "%", *targets, "\n".join(each.responsible)]
        assert row == said


def test_the_action_plan_holds_twelve_months_in_two_lines():
    """facts.md#reports: No | Sasaran | Indikator | Target | Penanggung Jawab, month by month."""
    months = {f"2024-M{month:02}": 1000.0 + month for month in range(1, 13)}
    shown = material.definition()
    indicators = [each.model_copy(update={"targets": months}) for each in shown.indicators]
    monthly = {"cadence": Cadence.MONTHLY, "indicators": tuple(indicators)}
    facts = material.facts(shown.model_copy(update=monthly), (), "2024-M01")
    document = material.opened(material.filled(material.template("rencana-aksi"), facts))
    found = rows(material.table(document, "No"))
    assert [row[5:-1] for row in found[1:3]] == [
        ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun"],
        ["Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    ]
    assert len(found) == 3 + 2 * len(indicators)
    for number, each in enumerate(indicators):
        upper, lower = found[3 + 2 * number : 5 + 2 * number]
        assert upper[5:-1] + lower[5:-1] == [written(value) for value in months.values()]
        beside = [str(number + 1), each.objective, each.name, "%", written(1012)]
        assert upper[:5] == lower[:5] == beside  # one cell over both lines


def test_the_action_plan_says_when_a_yearly_target_is_due():
    """facts.md#reports: the year's target stands beside dashes, which are explained; who answers is
    said to be unset where nobody is named.
    """
    shown = material.definition()
    first, *others = shown.indicators
    first = first.model_copy(update={"targets": {"2024": 75.0}, "responsible": ()})
    facts = material.facts(shown.model_copy(update={"indicators": (first, *others)}))
    document = material.opened(material.filled(material.template("rencana-aksi"), facts))
    row = rows(material.table(document, "No"))[2]
    assert row[4:] == [written(75), *["-"] * 4, "belum ditetapkan"]
    explained = (
        "Tanda - : tidak ada target tersendiri; indikator yang tidak punya target periode satu pun "
        "memakai target tahun 2024."
    )
    assert explained in material.texts(document)
    assert explained not in material.texts(material.opened(material.made("rencana-aksi")))
