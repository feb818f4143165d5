"""What a person reads of a mistake is in one language, and says what to write."""

import io
import json
import os
import re
import subprocess
import sys

import pytest

from iku_workbook.cli import VERBS, iku
from iku_workbook.cli.command import Verb
from iku_workbook.messages import LANGUAGES
from iku_workbook.registry import review
from samples.year import PERIOD
from tests.cli.run import run
from tests.cli.test_docs import command_of
from tests.schemas import mistakes
from tests.source import CHECKOUT

NOREH = "35.27.01.2001"
CLICKS = re.compile(
    r"unexpected|argument\b|missing|required|invalid|valid\b|does not|Error|Aborted|Usage|Got |"
    r"Try |No such|range|requires|expected|option ",
    re.IGNORECASE,
)
"""Words that click itself says."""

GOOD = {
    "new": ["x"],
    "fill": ["a.xlsx", "b.json"],
    "generate": ["--period", PERIOD],
    "validate": ["x"],
    "receive": ["x"],
    "approve": [NOREH, "--period", PERIOD, "--as", "Kasi"],
    "return": [NOREH, "--period", PERIOD, "--note", "Salah"],
    "reopen": [NOREH, "--period", PERIOD, "--reason", "Salah"],
    "waive": ["1.1", "--reason", "Benar"],
    "mend": ["1", "datang=40", "--as", "Kasi", "--reason", "Ditelepon"],
    "accept": ["1", "--as", "Kasi"],
    "undo": ["1", "--as", "Kasi", "--note", "Salah"],
    "assign": ["1", NOREH, "--as", "Kasi", "--note", "Foto"],
    "dismiss": ["1", "--as", "Kasi", "--note", "Foto"],
    "prune": ["--as", "Kasi", "--note", "Foto"],
    "close": [PERIOD, "--as", "Camat"],
    "extend": [NOREH, "--period", PERIOD, "--until", "2024-04-25", "--as", "Sekcam"],
    "consolidate": ["--period", PERIOD],
    "report": ["lkjip"],
    "file": ["1"],
    "diff-results": ["a.xlsx", "b.xlsx"],
    "show": [NOREH, "IKU-1", "--period", PERIOD],
    "backup": ["x"],
    "restore": ["x"],
    "key": ["rotate"],
    "serve": ["--no-browser"],
}
"""What a verb needs before a mistake beside it is the only one."""


def wrong_lines(verb):
    """Command lines with one mistake each, of every kind that a parameter can have."""
    given = GOOD.get(verb, [])
    yield [verb, *given, "--bukan-pilihan"]
    yield [verb, "--lang=xx", *given]
    yield [verb, "--quiet=ya", *given]
    for param in command_of(verb).params:
        option = param.opts[-1]
        if not option.startswith("-"):
            if param.required:
                yield [verb]
            if param.nargs == 1:
                yield [verb, *given, *["lagi"] * 3]
            continue
        if getattr(param, "is_flag", False):
            yield [verb, *given, f"{option}=ya"]
            continue
        yield [verb, *given, option]
        kind = type(param.type).__name__
        if kind in {"Choice", "IntRange", "IntParamType", "DateTime"}:
            yield [verb, *given, option, "bukan-ini"]
        if kind == "IntRange":
            yield [verb, *given, option, "0"]
        if kind == "Words":
            yield from ([verb, *given, option, blank] for blank in ("", " ", "\u3164", "\u200b."))
        if param.required:
            at = given.index(option)
            yield [verb, *given[:at], *given[at + 2 :]]


LINES = [line for verb in VERBS for line in wrong_lines(verb)]


@pytest.mark.parametrize("verb", VERBS)
def test_every_mistake_is_told_in_the_language_of_its_reader(verb, tmp_path):
    """contract.md#language: whole: none of the words of the library that reads the line."""
    assert len([line for line in LINES if line[0] == verb]) >= 3
    for line in (each for each in LINES if each[0] == verb):
        ran = run("-C", tmp_path, *line)
        assert (ran.status, ran.out) == (2, ""), line
        assert ran.err.startswith("iku: "), line
        said = ran.err
        for word in (*line, " ".join(iku_usage(verb))):
            said = said.replace(word, "")
        assert not CLICKS.search(said), (line, ran.err)
        assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", VERBS)
def test_what_stands_for_a_value_is_in_the_language_of_its_reader(verb, tmp_path):
    """contract.md#language: the help in Indonesian names BERKAS and NAMA, in English FILE, NAME."""
    english = {
        word
        for each in command_of(verb).params
        for word in re.findall("[A-Z]{2,}", each.metavar or "")
    }
    said = {each: run("--lang", each, verb, "--help").out for each in LANGUAGES}
    words = {each: set(re.findall(r"\b[A-Z]{2,}\b", text)) for each, text in said.items()}
    assert english <= words["en"]
    assert english & words["id"] <= {"ID", "PORT", "UNIT"}


def iku_usage(verb):
    import click

    command = command_of(verb)
    assert isinstance(command, Verb)
    return command.collect_usage_pieces(click.Context(command))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "line",
    [
        ("status", "--help", "--lang", "{}"),
        ("status", "--help", "--lang={}"),
        ("--help", "--lang", "{}"),
        ("--lang", "id", "status", "--help", "--lang", "{}"),
        ("status", "--bukan", "--lang", "{}"),
        ("check", "a", "b", "--lang", "{}"),
    ],
)
def test_the_language_holds_wherever_it_stands(line, language):
    """contract.md#language: after --help and after a mistake too."""
    ran = run(*(each.format(language) for each in line))
    bare = [each for each in line if "{}" not in each and each not in {"--lang", "id"}]
    first = run("--lang", language, *bare)
    assert (ran.out, ran.err) == (first.out, first.err)


def test_no_mistake_in_an_option_suggests_what_is_none():
    """contract.md#exit-2: what is named can be written."""
    for line in (["validate", "--path", "x"], ["report", "--kinds"], ["fill", "--value"]):
        err = run(*line).err
        suggested = err.partition("→")[2].split("\n")[0]
        assert all(word.startswith("-") for word in re.findall(r"[\w-]+(?=[,.])", suggested)), err


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["status", "-o", "{}/status.xlsx"], "csv"),
        (["status", "-o", "{}/status.pdf"], "html"),
        (["status", "-o", "{}/status.jsonl"], "csv"),
        (["status", "--unit", NOREH, "-o", "{}/noreh.html"], "json"),
        (["status", "--unit", NOREH, "--format", "html"], "json"),
        (["status", "--unit", NOREH, "--messages", "{}/m"], "--messages"),
        (["validate", "inbox", "-o", "{}/x.xlsx"], "html"),
        (["validate", "inbox", "--format", "csv", "-o", "{}/x.xlsx"], "csv"),
        (["validate", "inbox", "--format", "json", "-o", "{}/x.csv"], "json"),
        (["receive", "inbox", "-o", "{}/x.ods"], "jsonl"),
        (["consolidate", "--period", PERIOD, "-o", "{}/x.txt"], "parquet"),
        (["consolidate", "--period", PERIOD, "-o", "{}/x.docx"], "xlsx"),
        (["consolidate", "--period", PERIOD, "--format", "csv", "-o", "{}/x.xlsx"], "csv"),
        (["report", "lampiran", "-o", "{}/x.pdf"], "docx"),
        (["fill", "a.xlsx", "b.json", "-o", "{}/x.ods"], "xlsx"),
    ],
)
def test_a_format_that_is_not_written_is_refused(demo, tmp_path, line, named):
    """contract.md#formats: no file bears a name that other programs cannot open it by."""
    ran = run("-C", demo, *(each.format(tmp_path) for each in line))
    assert (ran.status, ran.out) == (2, "")
    assert named in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["s.txt", "s", "s.json", "S.CSV", "s.html"])
def test_a_format_is_what_the_name_ends_in(demo, tmp_path, name):
    """contract.md#formats: text where the name asks for none."""
    assert run("-C", demo, "status", "-o", tmp_path / name).status == 0
    begin = (tmp_path / name).read_text(encoding="utf-8-sig")[:20].strip()
    expected = {"json": "{", "csv": "unit,", "html": "<!"}
    ending = name.rpartition(".")[2].lower()
    assert begin.lower().startswith(expected.get(ending, "")), begin


@pytest.fixture(scope="module")
def office(demo, tmp_path_factory):
    import shutil

    folder = shutil.copytree(demo, tmp_path_factory.mktemp("office") / "campaign")
    wrong = CHECKOUT / "samples" / "bad" / "text-in-number" / f"{NOREH}-noreh.xlsx"
    run("-C", folder, "receive", folder / "inbox", wrong)
    run("-C", folder, "approve", NOREH, "--period", PERIOD, "--as", "Kasi PMD", "--note", "=1+1")
    return folder


def test_the_history_of_a_unit_is_given_as_asked(office, tmp_path):
    """contract.md#formats: status --unit obeys --format and -o."""
    asked = ("-C", office, "status", "--unit", NOREH, "--period", PERIOD)
    told = json.loads(run(*asked, "--format", "json").out)
    assert mistakes("history", told) == []
    good, wrong = sorted(told["periods"][PERIOD], key=lambda each: each["verdict"])
    assert (good["counts"], good["approved"]) == (True, True)
    assert good["decisions"][0]["by"] == "Kasi PMD"
    assert wrong["verdict"] == "needs-correction"
    assert run(*asked, "-o", tmp_path / "noreh.csv").status == 0
    rows = (tmp_path / "noreh.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("unit,name,period,number")
    assert run(*asked, "-o", tmp_path / "noreh.txt").status == 0
    assert (tmp_path / "noreh.txt").read_text(encoding="utf-8") == run(*asked).out


@pytest.mark.parametrize(
    "line",
    [
        ["approve", NOREH, "--period", PERIOD, "--as", ""],
        ["approve", NOREH, "--period", PERIOD, "--as", "Kasi", "--note", " "],
        ["return", NOREH, "--period", PERIOD, "--note", " "],
        ["return", NOREH, "--period", PERIOD, "--note", "Salah", "--as", "\u200b"],
        ["reopen", NOREH, "--period", PERIOD, "--reason", "\u3164"],
        ["waive", "1.1", "--reason", "..."],
        ["receive", "inbox", "--by", "  "],
    ],
)
def test_a_decision_without_a_name_or_a_reason_is_refused(office, line):
    """contract.md#names-and-reasons: and nothing is recorded."""
    before = (office / ".iku" / "registry.db").read_bytes()
    ran = run("-C", office, *line)
    assert (ran.status, ran.out) == (2, "")
    assert "kosong" in ran.err
    assert (office / ".iku" / "registry.db").read_bytes() == before


def test_nor_by_a_computer_that_knows_no_name(office, monkeypatch):
    """contract.md#names-and-reasons: where no name is given, the user's own is taken, if any."""
    monkeypatch.setattr("iku_workbook.cli.review.whoever", lambda: "")
    ran = run("-C", office, "reopen", NOREH, "--period", PERIOD, "--reason", "Salah")
    assert (ran.status, "--as" in ran.err) == (2, True)
    assert review.DecisionKind.REOPEN


@pytest.mark.skipif(os.name == "nt", reason="pipes differ")
@pytest.mark.parametrize("line", [["status"], ["validate", "inbox", "--format", "jsonl"]])
def test_a_pipe_that_is_closed_is_no_error_in_a_workbook(demo, line):
    """contract.md#exit-141: nothing is said, and the status is none that tells of a workbook."""
    reader, writer = os.pipe()
    os.close(reader)
    code = "from iku_workbook.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "-C", str(demo), *line],
        cwd=demo,
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


class Closed(io.StringIO):
    def write(self, text):
        raise BrokenPipeError

    def flush(self):
        raise BrokenPipeError


@pytest.mark.parametrize("line", [["--help"], ["status", "--help"], ["--version"]])
def test_nor_is_it_for_the_help(monkeypatch, line):
    """contract.md#exit-141: for whatever is read no more."""
    monkeypatch.setattr(sys, "stdout", Closed())
    assert iku.main(line, standalone_mode=False) == 141


def test_what_is_not_there_is_to_be_looked_for(tmp_path):
    """contract.md#language: the hint is of what went wrong: a full disk has no part in that."""
    definition = CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml"
    given = (tmp_path / "bukan.xlsx", tmp_path / "bukan.json")
    ran = run("fill", *given, "--definition", definition)
    assert ran.status == 2
    assert "Periksa nama dan foldernya." in ran.err
    assert "ruang" not in ran.err
