"""The identity that a workbook carries, and the seal over it."""

import pytest

from iku_workbook.crockford import SIGNS
from iku_workbook.findings import Verdict
from iku_workbook.periods import Period
from iku_workbook.workbook.fill import fill
from iku_workbook.workbook.issue import Form, token_texts_of
from iku_workbook.workbook.seal import Identity, identify, identity_text, parse, verify
from iku_workbook.workbook.writing.form import build_form
from tests.forms import GOOD, check, define, known, layout_of, said
from tests.forms import KEY as FORMS_KEY

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
FACTS = {"code": "sreseh-2024", "digest": "ab" * 32, "unit": "35.27.01.2001", "period": "2024-Q1"}
IDENTITY = identify(KEY, **FACTS, modern=True)
RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
SEAL = IDENTITY.seal(KEY)


def test_what_is_carried_is_read_back():
    """house.md#identity: the identity stands in three places and any one serves."""
    assert parse(identity_text(IDENTITY, SEAL)) == (IDENTITY, SEAL)
    assert verify(IDENTITY, SEAL, KEY)


@pytest.mark.parametrize("part", Identity._fields)
def test_every_part_is_sealed(part):
    """contract.md#seal: HMAC-SHA256 over grammar, definition, unit, period and issue id."""
    forged = IDENTITY._replace(**{part: "x" + getattr(IDENTITY, part)})
    assert not verify(forged, SEAL, KEY)


def test_only_the_key_makes_the_seal():
    """quality.md#other-unit: the identity of another unit is found, whoever wrote it."""
    assert not verify(IDENTITY, IDENTITY.seal(OTHER_KEY), KEY)
    assert not verify(IDENTITY, "", KEY)
    assert not verify(IDENTITY, "é", KEY)


def test_parts_cannot_be_shifted_into_each_other():
    """contract.md#seal: a seal over one identity is no seal over another."""
    shifted = IDENTITY._replace(code="sreseh", digest="-2024" + IDENTITY.digest)
    assert not verify(shifted, SEAL, KEY)


@pytest.mark.parametrize("change", [*FACTS, "key"])
def test_the_issue_number_is_the_same_for_the_same_form_alone(change):
    """house.md#same-bytes: the same definition, unit, period and key give the same bytes."""
    facts, key = dict(FACTS), KEY
    assert identify(key, **facts, modern=True) == IDENTITY
    if change == "key":
        key = OTHER_KEY
    else:
        facts[change] += "1"
    assert identify(key, **facts, modern=True).issue != IDENTITY.issue


def test_the_issue_number_can_be_read_out_on_the_telephone():
    """form.md#aloud: none of I, L, O and U; forms of the first version keep their number."""
    first, dash, last = IDENTITY.issue.partition("-")
    assert (len(first), dash, len(last)) == (4, "-", 4)
    assert set(first + last) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    earlier = identify(KEY, **FACTS, modern=False).issue
    assert earlier.translate(dict(zip(map(ord, RFC_4648), SIGNS, strict=True))) == IDENTITY.issue


def test_forms_with_the_earlier_signs_are_known():
    """form.md#aloud: what went out before comes back as a form of ours."""
    definition = define(iku=2)
    [unit, *_] = definition.units
    about = {"code": definition.code, "digest": definition.digest, "unit": unit.code}
    earlier = identify(FORMS_KEY, **about, period="2025-Q1", modern=False)
    texts = token_texts_of(earlier, earlier.seal(FORMS_KEY), unit, definition)
    period = Period.parse("2025-Q1")
    layout = layout_of(definition)
    data = fill(Form.prepare(build_form(layout, period)).issue(texts), layout, GOOD)
    [returned] = check(data, forms=known(definition))
    assert (returned.unit, returned.verdict, said(returned)) == (unit.code, Verdict.ACCEPTED, [])


@pytest.mark.parametrize(
    "text",
    ["", "|", "a|b|c", "|" * 6, identity_text(IDENTITY, SEAL) + "|x", identity_text(IDENTITY, "")],
)
def test_what_is_no_identity_is_none(text):
    """quality.md#hostile: whatever a file carries ends in a finding, not in an exception."""
    assert parse(text) is None
