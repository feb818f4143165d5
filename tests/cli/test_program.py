"""The program as a whole: its help, its mistakes, its exit status, how fast it answers."""

import ast
import io
import os
import signal
import statistics
import subprocess
import sys
import time

import click
import pytest

from iku_workbook import __version__
from iku_workbook.cli import VERBS, iku
from iku_workbook.cli.session import fitted
from iku_workbook.messages import LANGUAGES, catalogue
from samples.year import DEFINITION, QUARTER
from tests.cli.run import run
from tests.source import CHECKOUT

PROGRAM = [sys.executable, "-c", "from iku_workbook.cli import main; main()"]
HEAVY = (
    "pandas",
    "pandera",
    "numpy",
    "openpyxl",
    "xlsxwriter",
    "lxml",
    "babel",
    "pydantic",
    "lark",
)


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), **more}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", [None, *VERBS])
def test_help_explains_every_argument_and_option(verb, language):
    """contract.md#language: `--lang id|en` (default id); the help is in that language."""
    ran = run("--lang", language, *([verb] if verb else []), "--help")
    say = catalogue(language)
    assert ran.status == 0
    assert "".join(say(f"cli.help-{verb or 'iku'}").split()) in "".join(ran.out.split())
    context = click.Context(iku)
    command = iku.get_command(context, verb) if verb else iku
    for param in command.params:
        shared = param.name in {"force", "jobs", "dask"}
        of = "option" if shared else verb or "iku"
        assert "".join(say(f"cli.{of}-{param.name}").split()) in "".join(ran.out.split())


def test_the_help_lists_every_verb():
    """contract.md#commands."""
    ran = run("--help")
    assert all(f"  {verb} " in ran.out for verb in VERBS)
    assert run("--version").out.strip() == __version__


def test_the_language_may_be_set_once_and_for_all():
    """contract.md#language: `--lang id|en` (default id)."""
    say = catalogue("en")
    assert say("cli.usage") in run("--help", IKU_LANG="en").out
    assert say("cli.usage") not in run("--help", IKU_LANG="xx").out


@pytest.mark.parametrize("verb", VERBS)
def test_general_options_are_taken_after_the_verb_too(verb):
    """contract.md#general: and before it; the help of a verb lists its own alone."""
    before = run("--lang", "en", "-q", verb, "--help")
    after = run(verb, "--lang", "en", "-q", "-C", "elsewhere", "--help")
    assert (after.status, after.out, after.err) == (0, before.out, "")
    assert "--lang" not in after.out


def test_a_general_option_holds_wherever_it_stands(demo, tmp_path):
    """contract.md#general: the folder, the language and silence."""
    before = run("-C", str(demo), "--lang", "en", "-q", "status", "-o", str(tmp_path / "1.csv"))
    after = run("status", "-o", str(tmp_path / "2.csv"), "-C", str(demo), "--lang", "en", "-q")
    assert (after.status, after.out, after.err) == (before.status, before.out, before.err)
    assert (tmp_path / "2.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()


def imported(code, folder=None):
    """Which of the heavy libraries a program has imported when it ends."""
    code += f"\nimport sys; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return ast.literal_eval(ran.stdout.splitlines()[-1])


def asked(*arguments):
    """A program that gives a command to ours, and goes on."""
    return f"""
from iku_workbook.cli import iku
assert iku.main({[str(each) for each in arguments]!r}, standalone_mode=False) != 2
"""


def test_help_imports_nothing_heavy():
    """contract.md#light: `iku --help` imports nothing heavy; nor does the help of a verb."""
    asks = [["--help"], *([verb, "--help"] for verb in VERBS)]
    assert imported("".join(asked(*each) for each in asks)) == []


def test_status_computes_nothing(campaign):
    """contract.md#light: `iku status` needs what reads a definition, and nothing that computes,
    draws or reads a workbook.
    """
    assert set(imported(asked("status"), campaign)) <= {"babel", "lark", "pydantic"}


def test_what_is_refused_before_its_values_needs_no_schemas(tmp_path):
    """contract.md#light: a file without values to check needs no schemas; one that has some goes
    through them.
    """
    note = tmp_path / "catatan.xlsx"
    note.write_text("catatan", encoding="utf-8")
    check = "validate", "--definition", CHECKOUT / "templates" / f"{DEFINITION}.yaml"
    schemas = {"pandas", "pandera"}
    assert not schemas & set(imported(asked(*check, note)))
    assert schemas <= set(imported(asked(*check, min(QUARTER.glob("*.xlsx")))))


def test_help_is_fast():
    """quality.md#quick-help: `iku --help` takes at most 3 x `python -c "import click"`."""

    def seconds(command):
        begin = time.perf_counter()
        subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begin

    pairs = [
        (seconds([*PROGRAM, "--help"]), seconds([sys.executable, "-c", "import click"]))
        for _ in range(7)
    ]
    assert statistics.median(ours / theirs for ours, theirs in pairs) <= 3


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "validate"),
        (("vaildate", "x"), "validate"),
        (("validate",), "BERKAS"),
        (("validate", "--fromat", "x"), "--format"),
        (("validate", "--format", "xml", "x"), "jsonl"),
        (("validate", "-j", "many", "x"), "--jobs"),
        (("validate", "-j", "0", "x"), "--jobs"),
        (("--lang", "fr", "check"), "id, en"),
        (("generate",), "--period"),
        (("check", "a", "b"), "b"),
    ],
)
def test_a_mistake_in_the_command_is_explained(arguments, named):
    """contract.md#exit-2: 2 usage mistake; the message names what to write instead."""
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert named in ran.err
    assert "Traceback" not in ran.err


def test_without_a_campaign_it_says_so(tmp_path):
    """contract.md#exit-2: 2 campaign mistake."""
    (tmp_path / "x.xlsx").write_bytes(b"x")
    for arguments in (["check"], ["generate", "--period", "2024-Q1"], ["validate", tmp_path]):
        ran = run("-C", tmp_path, *arguments)
        assert (ran.status, ran.out) == (2, "")
        assert str(tmp_path) in ran.err


def test_an_unforeseen_error_ends_in_one_polite_message(monkeypatch, tmp_path):
    """house.md#no-traceback: a person never sees a traceback; IKU_DEBUG=1 shows it to who mends
    the program.
    """

    def broken(path):
        raise RuntimeError("boom")

    monkeypatch.setattr("iku_workbook.definition.load", broken)
    ran = run("check", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "RuntimeError" in ran.err
    assert "Traceback" not in ran.err
    ran = run("check", tmp_path, IKU_DEBUG="1")
    assert ran.status == 2
    assert "boom" in ran.err


def test_every_name_in_a_message_is_made_visible(tmp_path):
    """quality.md#controls: control characters in any file name are shown, never sent."""
    ran = run("validate", "--definition", tmp_path / "a\x1b[31m.yaml", tmp_path)
    assert ran.status == 2
    assert "\x1b" not in ran.err
    assert "␛[31m" in ran.err


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_exits_130_and_leaves_whole_files(demo, tmp_path):
    """contract.md#exit-130: Ctrl-C leaves everything complete or untouched, and exits 130."""
    begin = time.perf_counter()
    subprocess.run(
        [*PROGRAM, "check", "--help"], env=environment(), capture_output=True, check=True
    )
    started = time.perf_counter() - begin
    for attempt in range(4):
        out = tmp_path / str(attempt)
        command = [
            *PROGRAM,
            "-C",
            str(demo),
            "validate",
            str(demo / "inbox"),
            "-o",
            str(out / "r.html"),
        ]
        process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
        time.sleep(started * (1.5 + attempt))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode in {130, 0, 1}  # or it was done
        assert "Traceback" not in err
        left = [path.name for path in out.iterdir()] if out.exists() else []
        assert left == ["r.html"] or (process.returncode == 130 and not left)


def test_notes_break_between_words_on_a_terminal(monkeypatch):
    """A person never reads a word broken by the edge of the window; a path stays whole."""
    note = "5 pesan dan 4 salinan ada di /tmp/kegiatan/jawaban-triwulan-pertama."
    assert fitted(note) == note

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "30")
    assert fitted(note).splitlines() == [
        "5 pesan dan 4 salinan ada di",
        "  /tmp/kegiatan/jawaban-triwulan-pertama.",
    ]


def test_a_folder_that_is_not_there_is_no_other_campaign(demo, monkeypatch):
    """contract.md#general: whoever mistypes -C does not work on the campaign around it."""
    monkeypatch.chdir(demo)
    ran = run("-C", "sreseh-2023", "status")
    assert (ran.status, ran.out) == (2, "")
    assert "sreseh-2023" in ran.err


def test_a_word_that_is_like_no_command_leads_to_the_help():
    """contract.md#exit-2: the nearest command, or where all of them stand; no list of all."""
    assert run("frob").err.splitlines()[-1].strip() == "→ Semua perintah: iku --help"
    assert "Mungkin maksudnya: receive." in run("recieve").err
