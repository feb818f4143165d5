"""What stands where an operator names a file: pipes, devices, gigabytes, templates without end."""

import os
import shutil

import pytest
from docx import Document

from iku_workbook import resources
from iku_workbook.documents import apart
from samples.year import DEFINITION, QUARTER
from tests.campaign.office import office
from tests.cli.run import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="a system without pipes and devices"),
]
GIGABYTES = 8 << 30


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return office(tmp_path_factory.mktemp("office") / "sreseh-2024").root


def put(kind, path):
    """A pipe that nobody writes to, a device without end, or a file that fills no disk."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as file:
            file.truncate(GIGABYTES)
    return path


@pytest.mark.parametrize("kind", ["pipe", "device", "gigabytes"])
def test_what_an_operator_names_is_read_within_bounds(campaign, kind, tmp_path):
    """quality.md#named-files: what is no file of that kind is told at once, with its name."""
    form, thing = next(QUARTER.glob("*.xlsx")), put(kind, tmp_path / kind)
    values = tmp_path / "values.json"
    values.write_text("{}")
    given, keyless = tmp_path / "given", tmp_path / "keyless"
    for folder, names in (
        (given, ("contacts.csv", "templates/lampiran.docx")),
        (keyless, (".iku/key",)),
    ):
        shutil.copytree(campaign, folder)
        (folder / "templates").mkdir()
        for name in names:
            put(kind, folder / name)
    shutil.rmtree(keyless / ".iku" / "keys")
    text = resources.template(DEFINITION).read_text(encoding="utf-8")
    listed = text[: text.index("\nunits:")] + "\nunits: {file: desa.csv}\n"
    (tmp_path / "listed.yaml").write_text(listed, encoding="utf-8")
    put(kind, tmp_path / "desa.csv")
    ask = ("-C", given)
    for name, line in (
        (kind, ("fill", thing, values, "--definition", campaign / "definition.yaml")),
        (kind, (*ask, "fill", form, thing)),
        (kind, ("check", thing)),
        (kind, ("validate", form, "--definition", thing)),
        (kind, (*ask, "generate", "--period", "2024-Q1", "--prefill", thing)),
        ("desa.csv", ("check", tmp_path / "listed.yaml")),
        ("contacts.csv", (*ask, "status")),
        ("lampiran.docx", (*ask, "report", "lampiran")),
        ("key", ("-C", keyless, "validate", form)),
    ):
        for language in ("id", "en"):
            told = run("--lang", language, *line)
            assert (told.status, name in told.err) == (2, True), (line, told.err)
            assert "IKU_DEBUG" not in told.err


def test_kept_definitions_that_are_none_stop_nobody(campaign, tmp_path):
    """quality.md#named-files: what stands among the kept definitions costs itself alone."""
    given = tmp_path / "given"
    shutil.copytree(campaign, given)
    kept = given / ".iku" / "definitions"
    for number, name in enumerate(("pipe", "device", "gigabytes")):
        put(name, kept / f"{number:064}.json")
    (kept / f"{7:064}.json").mkdir()
    (kept / f"{8:064}.json").symlink_to(tmp_path / "nowhere")
    form = next(QUARTER.glob("*.xlsx"))
    assert run("-C", given, "validate", form).status == 0
    unknown = run("-C", given, "status", "--unit", "99")
    assert unknown.status == 2
    assert "99" in unknown.err


@pytest.mark.parametrize(
    "mark",
    [
        "{{ 'x' * 10 ** 10 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
        "{% for a in range(10 ** 9) %}{% endfor %}",
    ],
    ids=["multiplies", "endless", "nested", "range"],
)
def test_a_template_without_end_is_told(campaign, mark, tmp_path, monkeypatch):
    """quality.md#template-safe: what asks for time and memory without end ends in a sentence with
    the template's name.
    """
    monkeypatch.setattr(apart, "SECONDS", 3)
    given = tmp_path / "given"
    shutil.copytree(campaign, given)
    (given / "templates").mkdir()
    document = Document()
    document.add_paragraph(mark)
    document.save(str(given / "templates" / "lampiran.docx"))
    ran = run("-C", given, "report", "lampiran")
    assert ran.status == 2
    assert "lampiran.docx" in ran.err
    assert "IKU_DEBUG" not in ran.err
