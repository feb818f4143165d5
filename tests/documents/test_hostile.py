"""Texts from a definition are data in every document, whatever they say."""

import json
from collections import Counter

import pytest

from iku_workbook.definition import Definition
from tests.documents import material

pytestmark = pytest.mark.slow

TEXTS = (
    "=1+1",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{%p if 1 %}",
    "{# a #}",
    "{{ tahun.__class__ }}",
    "<w:p>",
    "</w:t></w:r></w:p><w:p>",
    "&lt;b&gt; & ]]> \"'",
    "$a$ 100% \\n",
)
# What XML cannot hold, or what docxtpl would turn into tabs, paragraphs and pages.
CONTROLS = "a\x07b\x0cc\td\x00e\x1ff\ud800g\ufffeh"
SHOWN = "a\u2407b\u240cc\u2409d\u2400e\u241ff\ufffdg\ufffdh"
WORDS = {"title", "regency", "vision", "duty", "contact", "number", "place", "about", "rank"}
WORDS |= {"missions", "goals", "functions", "grounds", "sources", "responsible"}
WORDS |= {"name", "objective", "definition", "label", "unit_of_measure"}


def saying(value, text, key=""):
    """The values of a definition, with other words in each place that has words."""
    if isinstance(value, dict):
        return {name: saying(each, text, name) for name, each in value.items()}
    if isinstance(value, list):
        return [saying(each, text, key) for each in value]
    return text if isinstance(value, str) and key in WORDS else value


def hostile(text):
    """The facts of the shipped definition saying nothing but this text."""
    values = saying(json.loads(material.definition().to_json()), text)
    return material.facts(Definition.from_json(json.dumps(values)))


def instead(value, old, new):
    """The facts with another text: what no definition may say, a change of this program might."""
    if isinstance(value, dict):
        return {key: instead(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [instead(each, old, new) for each in value]
    return value.replace(old, new) if isinstance(value, str) else value


def structure(document):
    """How many of each element there are; a text that stays text changes none."""
    return Counter(element.tag for element in document.element.body.iter())


@pytest.fixture(scope="module")
def harmless():
    """Each document's structure where every text is one plain word."""
    facts = hostile("Kata")
    return {
        kind: structure(material.opened(material.filled(material.template(kind), facts)))
        for kind in material.KINDS
    }


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_that_text(text, harmless):
    """quality.md#nothing-live: text in any place makes nothing live in any document that we
    write.
    """
    facts = hostile(text)
    for kind in material.KINDS:
        document = material.opened(material.filled(material.template(kind), facts))
        assert structure(document) == harmless[kind], kind
        assert any(text in said for said in material.texts(document)), kind
        assert document.core_properties.author == material.definition().agency.name


def test_control_characters_are_shown(harmless):
    """quality.md#controls: text that holds control characters, in any document that we write."""
    facts = instead(hostile("Kata"), "Kata", CONTROLS)
    for kind in material.KINDS:
        document = material.opened(material.filled(material.template(kind), facts))
        assert structure(document) == harmless[kind], kind
        assert any(SHOWN in said for said in material.texts(document)), kind


def test_a_line_break_stays_one():
    """definition.md#writing-yaml: prose may have several lines."""
    facts = instead(material.facts(), "desa maju", "satu\ndua")
    document = material.opened(material.filled(material.template("lampiran"), facts))
    assert "Persentase satu\ndua" in material.texts(document)
