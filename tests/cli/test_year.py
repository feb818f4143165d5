"""The year of docs/registry.md, walked line by line as it stands there."""

import re
import shlex
import shutil

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.layout import layout
from iku_workbook.workbook.fill import fill
from samples.year import RETURNS, invented_values, sample_key, story
from tests.cli.run import run
from tests.design import FENCED
from tests.source import CHECKOUT

pytestmark = pytest.mark.slow

NOREH, LABUHAN = "35.27.01.2001", "35.27.01.2002"
PAGE = (CHECKOUT / "docs" / "registry.md").read_text(encoding="utf-8")
YEAR = PAGE.partition("## A year at the office\n")[2].partition("\n## ")[0]
LINES = [line for block in FENCED.findall(YEAR) for line in block.splitlines()[1:-1]]


class Villages:
    """What the villages of the sample year send, on forms that the sample's key has sealed."""

    def __init__(self, root):
        self.root = root

    def send(self, quarter):
        """The last return of every village for a quarter."""
        inbox = self.inbox(quarter)
        for day in story(quarter):
            for path in (RETURNS / day.isoformat()).glob("*.xlsx"):
                shutil.copy(path, inbox)

    def fill_in(self, quarter, code, name, out="", **changes):
        """One village's form, filled in otherwise than in the sample."""
        definition = CampaignFolder(self.root).definition()
        [form] = (self.root / "outbox" / quarter).glob(f"{code}-*.xlsx")
        values = {**invented_values(quarter)[code], **changes}
        data = fill(form.read_bytes(), layout(definition, "desa"), values)
        (self.inbox(out or quarter) / f"{name}{form.name}").write_bytes(data)

    def inbox(self, quarter):
        folder = self.root / "inbox" / quarter
        folder.mkdir(exist_ok=True)
        return folder

    def quarter(self, quarter):
        """A quarter that goes well in the end."""
        self.send(quarter)
        run("receive", f"inbox/{quarter}", "--period", quarter)


def events(villages):
    """What happens before a line, in the order of the lines that begin so."""
    first, second = (f"iku receive inbox/2024-Q{at} " for at in (1, 2))
    words, more = {"dokumen_pengajuan": "empat puluh lima-an"}, {"dokumen_selesai": 9999}
    key = villages.root / ".iku" / "key"
    return {
        "iku check": [lambda: key.write_bytes(sample_key())],
        first: [
            lambda: (
                villages.send("2024-Q1"),
                villages.fill_in("2024-Q1", LABUHAN, "", **words),
            ),
            lambda: villages.fill_in("2024-Q1", LABUHAN, "perbaikan "),
            lambda: villages.fill_in("2024-Q1", LABUHAN, "susulan ", **more),
            lambda: villages.fill_in("2024-Q1", NOREH, "benar ", dokumen_pengajuan=99),
        ],
        second: [
            lambda: (
                villages.send("2024-Q2"),
                villages.fill_in("2024-Q1", NOREH, "salah ", out="2024-Q2", dokumen_selesai=1),
            ),
        ],
        "iku consolidate --period 2024-Q4": [
            lambda: [villages.quarter(quarter) for quarter in ("2024-Q3", "2024-Q4")]
        ],
    }


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Every line with what came of it, and the folder in which all of it happened."""
    with pytest.MonkeyPatch.context() as patch:
        top = tmp_path_factory.mktemp("year")
        patch.chdir(top)
        patch.setenv("IKU_PASSPHRASE", "kerbau tenang di pematang")
        (top / "cadangan").mkdir()
        coming = events(Villages(top / "sreseh-2024"))
        found = []
        for line in LINES:
            if line.startswith("cd "):
                patch.chdir(top / line.removeprefix("cd "))
                continue
            for begin, waiting in coming.items():
                if line.startswith(begin) and waiting:
                    waiting.pop(0)()
            command = line.partition("#")[0]
            found.append((line, run(*shlex.split(command)[1:])))
        assert not any(coming.values())
        yield found, top


def test_every_line_ends_as_the_page_says(walked):
    """house.md#documented: with the exit status that stands behind it, 0 where none does."""
    found, _ = walked
    assert len(found) > 20
    for line, ran in found:
        expected = re.search(r"# (\d)", line)
        assert ran.status == int(expected[1] if expected else 0), (line, ran.out, ran.err)
        assert "Traceback" not in ran.err


def test_every_command_of_the_year_is_walked():
    """house.md#documented: also those that a sentence of the page names; what is asked of one
    quarter names it.
    """
    named = re.findall(r"`iku ([a-z]+)", FENCED.sub("", YEAR))
    walked_verbs = {shlex.split(line.partition("#")[0])[1] for line in LINES if "iku" in line}
    assert set(named) <= walked_verbs
    assert len(walked_verbs) > 10
    of_a_quarter = ("generate", "receive", "status", "approve", "return", "reopen", "consolidate")
    for line in LINES:
        if line.split()[1] in of_a_quarter:
            assert " --period 2024-Q" in line, line


def test_what_the_year_comes_to(walked):
    """house.md#documented: what the page promises is there."""
    found, top = walked
    told = [(line, ran.out + ran.err) for line, ran in found]
    office = top / "sreseh-2024"
    assert {path.name for path in (office / "results").iterdir()} >= {
        "2024-Q1.xlsx",
        "2024-Q1-disetujui.xlsx",
        "2024-Q4.xlsx",
        "lkjip-2024-Q4.docx",
        "perjanjian-kinerja-2024.docx",
        "rencana-aksi-2024.docx",
    }
    settled = [said for _, said in told if "maka dihapus dari jawaban" in " ".join(said.split())]
    assert any(f"{LABUHAN}-labuhan" in said for said in settled)
    assert not list((office / "jawaban").glob(f"{LABUHAN}-*"))
    assert (office / "status.html").read_text(encoding="utf-8").lstrip().startswith("<!")
    [second] = [said for line, said in told if line.startswith("iku receive inbox/2024-Q2")]
    assert "Formulir ini untuk Triwulan I 2024" in " ".join(second.split())
    [whole] = [said for line, said in told if line == "iku consolidate --period 2024-Q4"]
    assert "12 dari 12" in whole
    first, last = sorted((top / "cadangan").iterdir(), key=lambda path: path.stat().st_mtime)
    assert 0 < first.stat().st_size < last.stat().st_size
    assert 'class="code"' in (office / "lembar-pemulihan.html").read_text(encoding="utf-8")
    assert CampaignFolder(top / "sreseh-2025").definition().year == 2025
