"""Draws the pictures of docs/halaman.md anew: python -m tests.web.pictures (make pictures too).

Each is a page as Chromium shows it to a person at a desk, on a telephone, and as it prints on F4;
of a campaign in the midst of its first quarter, made of sample returns and of some with mistakes.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from iku_workbook import resources
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.office import now
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import Source, gather
from iku_workbook.periods import Period
from samples.year import DEFINITION, PERIOD, QUARTER, sample_key
from tests.campaign.issued import issue
from tests.source import CHECKOUT
from tests.web.live import Person, browsing, person, served

PICTURES = CHECKOUT / "docs" / "pictures"
COLOURS = 64
NAME = "sreseh-2024"
MISHAPS = ("ambiguous-number", "number-typed-as-text", "sheet-deleted")
AT_A_DESK, ON_A_TELEPHONE = (1366, 768), (390, 844)
SHOWN = {
    "halaman-mulai": "/start",
    "halaman-papan": f"/campaigns/{NAME}/",
    "halaman-kirim": f"/campaigns/{NAME}/send?period={PERIOD}",
    "halaman-terima": f"/campaigns/{NAME}/receive",
    "halaman-kiriman": f"/campaigns/{NAME}/returns/11",
    "halaman-putuskan": f"/campaigns/{NAME}/decide",
    "halaman-hasil": f"/campaigns/{NAME}/results",
}
"""The pages at a desk; those in SMALL on a telephone too."""
SMALL = ("halaman-papan", "halaman-kiriman")


def campaign(home: Path) -> None:
    """Nine villages have returned their first quarter; three files are not as they should be."""
    text = resources.template(DEFINITION).read_text(encoding="utf-8")
    made = CampaignFolder.create(home / NAME, text, sample_key())
    definition, period = made.definition(), Period.parse(PERIOD)
    issue(made, definition, period, definition.reporting, made.outbox / PERIOD)
    units = [*definition.reporting]
    made.record_issued(definition, period, units, by="Seksi PMD", at=now())
    bad = resources.sample_folder("bad")
    files = [Source(each.name, each) for each in sorted(QUARTER.iterdir())[:9]]
    for name in MISHAPS:
        files += gather([str(next((bad / name).glob("*.xlsx")))])
    with made.registry() as registry:
        list(receive(registry, made.forms(), files, by="Seksi PMD", clock=now))


def draw(clerk: Person, name: str, path: str) -> None:
    """One page from its top to its end, in few colours."""
    clerk.goes_to(path)
    clerk.page.wait_for_timeout(500)
    picture = PICTURES / f"{name}.png"
    clerk.page.screenshot(path=picture, full_page=True)
    _small(picture)


def print_on_f4(clerk: Person, name: str, path: str, folder: Path) -> None:
    """The first sheet of a page, as it prints."""
    clerk.goes_to(path)
    clerk.page.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    command = ["pdftoppm", "-r", "80", "-png", "-singlefile", folder / "page.pdf", folder / name]
    subprocess.run(command, check=True)
    shutil.copy(folder / f"{name}.png", PICTURES / f"{name}.png")
    _small(PICTURES / f"{name}.png")


def _small(picture: Path) -> None:
    subprocess.run(
        ["convert", picture, "+dither", "-colors", str(COLOURS), "-strip", picture], check=True
    )
    print(f"{picture.name}: {picture.stat().st_size / 1024:.0f} KB")


def main() -> None:
    """Draws every picture."""
    with TemporaryDirectory(prefix="iku-pictures-") as folder, browsing() as browser:
        home = Path(folder, "kegiatan")
        home.mkdir()
        campaign(home)
        with served(home / NAME, Path(folder, "own")) as at:
            wide, high = AT_A_DESK
            with person(browser, at, width=wide, height=high) as clerk:
                for name, path in SHOWN.items():
                    draw(clerk, name, path)
                print_on_f4(clerk, "halaman-cetak", SHOWN["halaman-papan"], Path(folder))
            wide, high = ON_A_TELEPHONE
            with person(browser, at, width=wide, height=high) as clerk:
                for name in SMALL:
                    draw(clerk, f"{name}-kecil", SHOWN[name])


if __name__ == "__main__":
    main()
