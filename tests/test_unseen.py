"""What nobody sees in a text, by the standard's own lists."""

import unicodedata

import pytest

from iku_workbook.safe_text import visible
from iku_workbook.unseen import is_blank, is_unseen, marks, seen

ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2063\u2066\u2069\ufeff\u00ad\u061c"
DRAWN_AS_BLANK = "\u2800\u3164\u115f\u1160\uffa0"
SPACES = " \t\n\u00a0\u2007\u202f\u3000\u2028"


def test_what_the_standard_calls_ignorable_is_not_seen():
    """facts.md#looks-blank: Default_Ignorable_Code_Point as Unicode derives it: format characters,
    variation selectors and Other_Default_Ignorable_Code_Point (UAX 44, DerivedCoreProperties.txt).
    """
    other = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0, *range(0xFFF0, 0xFFF9)]
    selectors = [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)]
    assert [hex(each) for each in other + selectors if not is_unseen(chr(each))] == []


def test_no_letter_figure_or_sign_is_taken_for_nothing():
    """facts.md#looks-blank: of letters, figures, punctuation, signs only those drawn as a blank."""
    # Ideographs and syllables, of which there are thousands, have one name each.
    alike = {*range(0x3400, 0xA000), *range(0xAC00, 0xE000), *range(0x17000, 0x18D00)}
    drawn = {
        each
        for code in range(0x20000)
        if code not in alike
        for each in [chr(code)]
        if unicodedata.category(each)[0] in "LNPS" and is_unseen(each)
    }
    assert drawn == {*DRAWN_AS_BLANK, "\U0001d159"}


@pytest.mark.parametrize("mark", [*ZERO_WIDTH, *DRAWN_AS_BLANK], ids=lambda mark: f"{ord(mark):x}")
def test_a_mark_alone_is_blank_and_can_be_named(mark):
    """facts.md#looks-blank: marks without a width, letters drawn as a blank."""
    assert is_blank(mark)
    assert is_blank(f" {mark}\u00a0{mark}")
    assert seen(f"{mark}35{mark}") == "35"
    assert marks(f"a{mark}b{mark}") == f"U+{ord(mark):04X}"
    assert visible(f"a{mark}") == f"a⟨U+{ord(mark):04X}⟩"


@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"{ord(space):x}")
def test_a_space_of_any_kind_is_a_space(space):
    """facts.md#looks-blank: spaces are blank, and no mark to be named."""
    assert is_blank(space * 3)
    assert seen(f"{space}a{space}{space}b") == "a b"
    assert marks(space) == ""


@pytest.mark.parametrize("text", ["0", "-", "é", "文", "٠", "⠁", "\ufffc", "؀1", "❤️", "–"])
def test_what_is_seen_is_not_blank(text):
    """facts.md#looks-blank: nothing that is drawn is blank."""
    assert not is_blank(text)
