"""Whom to call at each village: a table, and a file that is looked at before it is kept."""

import re

from tests.web.conftest import NAME

PAGE = f"/campaigns/{NAME}/contacts"
INPUT = re.compile(r'name="((?:name|number)-[0-9.]+)" value="([^"]*)"')
FIRST, SECOND, THIRD = (f"35.27.01.200{number}" for number in (1, 2, 3))


def filled(page, **other):
    """All that a page's form holds, as a browser sends it."""
    state = re.search(r'name="instead_of" value="([^"]*)"', page.text)[1]
    return {**dict(INPUT.findall(page.text)), "instead_of": state, **other}


def test_contacts_are_typed_into_a_table_and_nothing_unseen_is_replaced(browser, home):
    """contract.md#page-contacts: mistakes at their fields, other lines and columns as they stood,
    and what somebody else has changed meanwhile, or a file says, shown before it is kept.
    """
    file = home / NAME / "contacts.csv"
    old = f"code;contact;note\n{FIRST};Sekdes 0812-3456-7890;pagi\nx;Camat;\n"
    file.write_text(old, encoding="utf-8")
    page = browser.get(PAGE)
    assert f'name="number-{FIRST}" value="0812-3456-7890"' in page.text
    typed = {f"name-{SECOND}": "=1+1", f"number-{SECOND}": "12345", f"name-{THIRD}": "Eni"}
    wrong = browser.post(PAGE, data=filled(page, **typed))
    assert wrong.status_code == 422
    for each in (f"wrong-name-{SECOND}", f"wrong-number-{SECOND}", 'value="12345"', 'value="Eni"'):
        assert each in wrong.text, each
    assert file.read_text(encoding="utf-8") == old
    typed = {f"name-{SECOND}": "Kades", f"number-{SECOND}": "+62 813 1111 2222"}
    done = browser.post(PAGE, data=filled(page, **typed))
    assert "Tersimpan: 1 kontak" in done.text
    assert file.read_text(encoding="utf-8") == f"{old}{SECOND};Kades 0813 1111 2222;\n"
    two = {f"name-{THIRD}": "Eni 0813-2222-3333", f"number-{THIRD}": "0812-3456-7890"}
    assert f"wrong-name-{THIRD}" in browser.post(PAGE, data=filled(page, **two)).text
    late = browser.post(PAGE, data=filled(page, **{f"name-{SECOND}": "Pj Kades"}))
    assert "sudah diubah orang lain" in late.text
    assert "Sekarang: Kades" in late.text
    sent = f"code,contact\n{FIRST},Bu Sekdes 0812-3456-7890\n99,Siapa\n"
    seen = browser.post(PAGE, data={"look": "1"}, files={"file": ("k.csv", sent.encode())})
    for each in ("1 kontak pada berkas ini", "Sekarang: Sekdes", "1 kode tidak ada"):
        assert each in seen.text, each
    assert "Bu Sekdes" not in file.read_text(encoding="utf-8")
    assert "Tersimpan: 1" in browser.post(PAGE, data=filled(seen)).text
    assert f"{FIRST};Bu Sekdes 0812-3456-7890;pagi" in file.read_text(encoding="utf-8")
    bad = browser.post(PAGE, data={"look": "1"}, files={"file": ("k.csv", b"a,b\n")})
    assert "bukan daftar kontak" in bad.text
