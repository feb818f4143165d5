"""What is required stands in the repository, and every citation leads to it."""

from collections import Counter

import pytest

from tests.design import DESIGN, DOCUMENTS, SET_ANCHOR, anchors, mentions
from tests.source import CHECKOUT


def text_of(path):
    return path.read_text(encoding="utf-8")


def test_every_citation_has_its_anchor():
    """CONTRIBUTING.md#citations: by document and anchor, both of which are here."""
    known = {name: set(anchors(text_of(path))) for name, path in DOCUMENTS.items()}
    cited = [each for each in mentions() if each.anchor]
    lost = [
        f"{each.place}: {each.path}#{each.anchor}"
        for each in cited
        if each.anchor not in known.get(each.path, ())
    ]
    assert not lost, "\n".join(lost)
    assert len(cited) > 500  # the pattern finds them


def test_a_document_that_is_named_is_here():
    """CONTRIBUTING.md#citations: no citation names what a reader does not have."""
    lost = [
        f"{each.place}: {each.path}"
        for each in mentions()
        if not each.anchor and not (CHECKOUT / each.path).is_file()
    ]
    assert not lost, "\n".join(lost)


def test_a_citation_means_one_document():
    """CONTRIBUTING.md#citations: no two documents share a name, no two places an anchor."""
    names = [path.name for folder in (DESIGN, DESIGN.parent) for path in folder.glob("*.md")]
    doubled = [name for name, times in Counter(names).items() if times > 1]
    doubled += [
        f"{name}#{anchor}"
        for name, path in DOCUMENTS.items()
        for anchor, times in Counter(anchors(text_of(path))).items()
        if times > 1
    ]
    assert not doubled, "\n".join(doubled)


@pytest.mark.parametrize("path", sorted(DESIGN.glob("[!R]*.md")), ids=lambda path: path.name)
def test_every_requirement_is_proved_by_something(path):
    """CONTRIBUTING.md#citations: each is cited by the test or measurement that proves it."""
    cited = {each.anchor for each in mentions() if each.path == path.name}
    idle = [anchor for anchor in SET_ANCHOR.findall(text_of(path)) if anchor not in cited]
    assert not idle, "\n".join(idle)
