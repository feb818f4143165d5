"""The catalogues hold what the code says, the same in every language."""

import ast
import errno
import re
import string
import tomllib
from collections import Counter
from functools import cache

import pytest

from iku_workbook import messages
from iku_workbook.definition.field_types import FieldType
from iku_workbook.definition.model import OverTime
from iku_workbook.findings import Severity, Verdict
from iku_workbook.master.chain.steps import StepKind
from iku_workbook.master.write import SHEETS
from iku_workbook.messages import LANGUAGES, Catalogue
from iku_workbook.numbers import plural_categories
from iku_workbook.registry.audit import Answer
from iku_workbook.registry.flaws import DamagedPart
from iku_workbook.registry.journal import Deed, RecordKind
from iku_workbook.registry.proof import RECORDS
from iku_workbook.registry.records import DecisionKind, ExportKind
from iku_workbook.report.grouping import AWAITS
from iku_workbook.report.standing import STATES
from tests.source import CHECKOUT, PACKAGE, modules

FOLDER = CHECKOUT / PACKAGE / "messages"
FILE_KINDS = "(?:csv|docx|html|json|jsonl|toml|xlsx|yaml)"
FINDING_CODE = re.compile(r"(?:FILE|FORM|LOCK|VALUE|RULE|CALC|HIST|DUP|REVIEW)-[0-9]{3}")


def sentences(language):
    """(area, key, part or None) -> sentence, of a whole catalogue."""
    found = {}
    for file in sorted((FOLDER / language).glob("*.toml")):
        for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            parts = entry if isinstance(entry, dict) else {None: entry}
            found |= {(file.stem, key, part): text for part, text in parts.items()}
    return found


def placeholders(sentence):
    """The names in braces; a stray brace raises ValueError."""
    parsed = string.Formatter().parse(sentence)
    return {name for _, name, _, _ in parsed if name is not None and not name.startswith("who.")}


def plural_forms(sentence):
    """(name, its plural forms) wherever words depend on a number."""
    parsed = string.Formatter().parse(sentence)
    return [(name, spec.split("|")) for _, name, spec, _ in parsed if spec]


def test_every_language_has_the_same_sentences():
    """house.md#sentences: both languages hold the same keys."""
    first, *others = [set(sentences(language)) for language in LANGUAGES]
    for other in others:
        assert sorted(map(str, first ^ other)) == []


def test_the_same_sentence_names_the_same_things_in_every_language():
    """house.md#sentences: both languages hold the same placeholders."""
    first, *others = map(sentences, LANGUAGES)
    different = [
        f"{place}: {placeholders(first[place])} and {placeholders(other[place])}"
        for other in others
        for place in first.keys() & other.keys()
        if placeholders(first[place]) != placeholders(other[place])
    ]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_depend_on_a_number_have_every_form(language):
    """house.md#plurals: a sentence has a form for each plural category that CLDR gives the
    language.
    """
    categories = len(plural_categories(language))
    wrong = [
        f"{place}: {forms}"
        for place, text in sentences(language).items()
        for _, forms in plural_forms(text)
        if len(forms) != categories or not all(forms)
    ]
    assert not wrong, "\n".join(wrong)


def test_what_depends_on_a_number_does_so_in_every_language_with_plurals():
    """house.md#plurals: what is counted in one language is counted in every one that has
    plurals.
    """
    catalogues = {language: sentences(language) for language in LANGUAGES}
    counting = [language for language in LANGUAGES if len(plural_categories(language)) > 1]
    counted = {
        (place, name)
        for found in catalogues.values()
        for place, text in found.items()
        for name, _ in plural_forms(text)
    }
    lacking = [
        f"{language} {place}: {name}"
        for language in counting
        for place, name in sorted(counted, key=str)
        if name not in dict(plural_forms(catalogues[language][place]))
    ]
    assert counted
    assert not lacking, "\n".join(lacking)


# The placeholders that hold how many there are; any other is filled in as a word.
COUNTS = {
    "accepted",
    "copies",
    "count",
    "days",
    "depth",
    "expected",
    "files",
    "findings",
    "found",
    "length",
    "letters",
    "limit",
    "more",
    "reported",
    "room",
    "rows",
    "seconds",
    "total",
    "units",
}
ONE_OF_MANY = re.compile(r"(?<![\w.,/-])1 (?:[a-z]+ )?(?!is\b|was\b)[a-z]+s\b")


def test_one_thing_is_said_in_the_singular():
    """house.md#plurals: no "1 workbooks" and no "workbook(s)" in English, whatever is counted.

    What a form shows while it is filled in is counted by the spreadsheet program, in one sentence.
    """
    say = Catalogue("en")
    plural = [
        f"{place}: {said}"
        for place, text in sentences("en").items()
        if place[0] not in {"form", "first_form"}
        for data in [{name: 1 if name in COUNTS else "x" for name in placeholders(text)}]
        for said in [say.vformat(text, (), data)]
        if "(s)" in said or ONE_OF_MANY.search(said)
    ]
    assert not plural, "\n".join(plural)


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 plik"), (3, "3 pliki"), (12, "12 plików"), (1.5, "1,5 pliku")]
)
def test_a_language_may_have_more_forms(monkeypatch, count, said):
    """house.md#plurals: plural forms follow CLDR's rules of the language; Polish tells four
    apart.
    """
    monkeypatch.setattr(messages, "LANGUAGES", ("id", "en", "pl"))
    counted = Catalogue("pl").vformat("{n} {n:plik|pliki|plików|pliku}", (), {"n": count})
    assert counted == said


def test_what_is_counted_is_a_number():
    """house.md#plurals: a text has no plural form; data from a workbook cannot choose one."""
    with pytest.raises(TypeError):
        Catalogue("en")("cli.count-units", count="1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language):
    """contract.md#says-what-to-do: every error says what to do."""
    found = sentences(language)
    empty = [place for place, text in found.items() if not text.strip()]
    findings = {key for area, key, _ in found if area == "finding"}
    mute = [
        (key, part)
        for key in findings
        for part in ("text", "hint")
        if ("finding", key, part) not in found
    ]
    assert (empty, mute) == ([], [])


def test_every_finding_code_has_its_message():
    """contract.md#codes: codes are stable and documented; their sentences are in the catalogue."""
    used = {
        text
        for module in modules()
        if module.name != "codes"  # the table of all of them
        for text in module.texts()
        if FINDING_CODE.fullmatch(text)
    }
    written = {key for area, key, _ in sentences("id") if area == "finding"}
    assert sorted(used - written) == []
    assert sorted(written - used) == []


def test_every_named_sentence_exists():
    """house.md#sentences: a key that is misspelt in code would be found by a user."""
    keys = {f"{area}.{key}" for area, key, _ in sentences("id")}
    areas = "|".join({key.partition(".")[0] for key in keys})
    named = re.compile(rf"(?:{areas})\.(?!{FILE_KINDS}$)[a-z][a-z0-9_-]*")
    missing = [
        f"{module.name}: {text}"
        for module in modules()
        for text in module.texts()
        if named.fullmatch(text) and text not in keys
        # An f-string's beginning names several.
        if not (text.endswith(("_", "-")) and any(key.startswith(text) for key in keys))
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize(
    ("beginning", "members"),
    [
        ("form.expects_", FieldType),
        ("results.how_", OverTime),
        ("results.step_", StepKind),
        ("report.", [*Severity, *Verdict, AWAITS]),
        ("standing.", STATES),
        ("standing.decided_", DecisionKind),
        ("cli.verify-", DamagedPart),
        ("cli.verify-answer-", Answer),
        ("cli.record-", RECORDS),
        ("results.sheet_", SHEETS),
        ("journal.did-", [*Deed, *DecisionKind]),
        ("journal.sort-", RecordKind),
        ("journal.written-", ExportKind),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_member_has_its_sentence(beginning, members):
    """house.md#sentences: a key that ends in a type, a status or a sheet is there for each."""
    keys = {f"{area}.{key}" for area, key, _ in sentences("id")}
    assert [str(each) for each in members if f"{beginning}{each}" not in keys] == []


@cache
def spoken():
    """Every text of the code and of its pages, and what else keys are made of: numbers, names of
    errors, and the option that click has by itself.
    """
    folders = ("report/page", "web/templates")
    pages = [page for each in folders for page in (CHECKOUT / PACKAGE / each).glob("*.html")]
    written = "\n".join(page.read_text("utf-8") for page in pages)
    quoted = {*re.findall(r'"([^"<>]+)"', written), *re.findall(r'say\("([^"]+)"', written)}
    code = {text.lstrip("-") for module in modules() for text in module.texts()}
    numbers = set(map(str, range(1, 13)))
    return code | quoted | numbers | set(errno.errorcode.values()) | {"version"}


@cache
def made_of():
    """The patterns of the keys that are put together: f"standing.{state}" and its like."""
    return {
        "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else "(.+)"
            for part in node.values
        )
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and re.fullmatch(r"[a-z]+[._-][a-z._-]*", node.values[0].value)
    }


def unused(named):
    """Those of the sentences, by area and key, that nothing says.

    One is said by its whole key, or by a key that is put together of parts that are said; the first
    forms' by the key that is theirs today.
    """
    said, patterns = spoken(), [re.compile(pattern) for pattern in made_of()]
    asked_by = {"first_form": "form"}
    return [
        f"{area}.{key}"
        for area, key in sorted(named)
        for full in [f"{asked_by.get(area, area)}.{key}"]
        if not {key, full} & said
        and not any(
            set(found.groups()) <= said
            for pattern in patterns
            for text in (key, full)
            if (found := pattern.fullmatch(text))
        )
    ]


def test_every_sentence_is_used():
    """house.md#sentences: one that nothing says misleads the translator."""
    assert unused({(area, key) for area, key, _ in sentences("id")}) == []


@pytest.mark.parametrize("area", sorted({area for area, _, _ in sentences("id")}))
def test_a_sentence_that_nothing_says_is_found(area):
    """house.md#sentences: in every area, also in those whose keys are all put together."""
    assert unused({(area, "said_by-nobody")}) == [f"{area}.said_by-nobody"]


IGNORED = {"abaikan": ("temuan ini", "pesan ini"), "ignore": ("this",)}
"""What may be left alone is named, in each language: a figure that is right is never ignored."""


def test_what_may_be_ignored_is_named_the_same_in_both_languages():
    """contract.md#says-what-to-do: "if it is right, ignore" says to ignore what is right."""
    indonesian, english = sentences("id"), sentences("en")
    for place, text in indonesian.items():
        pairs = zip(IGNORED.items(), (text, english[place]), strict=True)
        found = [(re.findall(rf"\b{verb} ?(.*)", said), named) for (verb, named), said in pairs]
        assert len({len(objects) for objects, _ in found}) == 1, place
        assert all(each.startswith(named) for objects, named in found for each in objects), place


def test_no_hint_for_every_kind_of_entry_advises_a_number():
    """contract.md#says-what-to-do: a date, a choice or a text is never answered by 0."""
    for language in LANGUAGES:
        hint = sentences(language)["finding", "VALUE-002", "hint"]
        assert not re.search(r"\b0\b", hint)


VALUE = re.compile(r"\{[^{}]*\}")
NAMED = {
    "options of commands": re.compile(r"(?<!\S)--[a-z][a-z-]*"),
    "commands": re.compile(r"\biku (?:-C [^\s,]+ )?(?!yang\b|di\b|on\b)[a-z]+"),
    "endings of files": re.compile(r"\.(?:xlsx?|xlsb|ods|csv|json|docx|zip|rar|md|yaml|db|log)\b"),
    "figures": re.compile(r"\d[\d.,/%-]*\b"),
    "functions and constants": re.compile(r"\b(?:IF|SUM|ROUND|COUNTIF|COUNTA|TRUE|FALSE|UTF-8)\b"),
    "menus": re.compile(r"[A-Z][a-z]+ > [A-Z]"),
    "sentences": re.compile(r"(?<!\bYth)[.!?](?=\s|$)"),
}
"""What is the same in a sentence of every language; periods alone are written each in its way."""


def named(sentence):
    """How often each thing of NAMED is in a sentence, whatever is filled in."""
    text = VALUE.sub("X", sentence.replace("{{", "(").replace("}}", ")"))
    counts = {what: Counter(pattern.findall(text)) for what, pattern in NAMED.items()}
    counts["sentences"] = sum(counts["sentences"].values())
    return counts


def test_the_same_sentence_names_the_same_commands_files_and_figures_in_every_language():
    """house.md#sentences: options, commands, endings, figures, functions, menus, sentences."""
    indonesian, english = sentences("id"), sentences("en")
    different = [
        f"{place}: {what}: {text!r} and {english[place]!r}"
        for place, text in indonesian.items()
        if place[0] != "period" and place[1] != "date_format"  # each names its own language
        for theirs in [named(english[place])]
        for what, own in named(text).items()
        if own != theirs[what] and not (what == "sentences" and "Yth." in text)
    ]
    assert not different, "\n".join(different)


DENIED = {
    "id": re.compile(r"\b(?:tidak|jangan|bukan|belum|tanpa|hindari)\b", re.IGNORECASE),
    "en": re.compile(
        r"\b(?:not|no|never|cannot|without|nothing|none|otherwise|optional|unchanged|instead"
        r"|left out|may change|as it is|as they are)\b|n't\b",
        re.IGNORECASE,
    ),
}
"""The words by which advice is turned into its opposite."""


def test_advice_denies_the_same_in_every_language():
    """contract.md#says-what-to-do: no language tells to do what another tells to leave."""
    catalogues = {language: sentences(language) for language in DENIED}
    turned = [
        f"{place}: {hint!r} and {catalogues['en'][place]!r}"
        for place, hint in catalogues["id"].items()
        if place[2] == "hint"
        and bool(DENIED["id"].search(VALUE.sub("", hint)))
        is not bool(DENIED["en"].search(VALUE.sub("", catalogues["en"][place])))
    ]
    assert not turned, "\n".join(turned)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Run iku receive --again.", "Run iku receive."),
        ("Send it as .xlsx.", "Send it as .xls."),
        ("Only 15 figures. Compare.", "Only 16 figures. Compare."),
        ("Write IF(a, 1, 0).", "Write (a, 1, 0)."),
        ("If it is right, leave it.", "If it is right. Leave it."),
        ("Choose File > Info.", "Choose info."),
    ],
)
def test_what_a_sentence_names_otherwise_is_found(right, wrong):
    """house.md#sentences: each of them is told apart."""
    assert named(right) != named(wrong)
