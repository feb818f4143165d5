"""A small campaign whose question changes after returns came."""

import copy
import datetime
import json

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.definition.model import Unit
from iku_workbook.layout import layout
from iku_workbook.periods import Period
from iku_workbook.workbook.fill import fill
from tests.campaign.issued import issue
from tests.forms import KEY

DAY = datetime.datetime(2025, 4, 2, 9, tzinfo=datetime.UTC)
NOREH, TAMAN = "35.01", "35.02"
ASKED = {
    "iku": 1,
    "code": "contoh-2025",
    "title": "Contoh 2025",
    "year": 2025,
    "cadence": "quarterly",
    "due_days": 10,
    "agency": {"name": "Kecamatan Contoh"},
    "units": [
        {"code": NOREH, "name": "Noreh", "kind": "desa"},
        {"code": TAMAN, "name": "Taman", "kind": "desa"},
    ],
    "codelists": {"status": ["Berkembang", "Maju"], "jenis": ["Rapat", "Kunjungan"]},
    "fields": [
        {"id": "status", "label": "Status desa", "type": "choice", "codelist": "status"}
        | {"required": True, "non_decreasing": True},
        {"id": "hadir", "label": "Hadir", "type": "integer", "minimum": 0, "maximum": 100}
        | {"required": True, "over_time": "sum"},
        {"id": "warga", "label": "Warga", "type": "integer", "over_time": "latest"}
        | {"largest_ratio": 2},
        {"id": "nama", "label": "Nama", "type": "text"},
    ],
    "registers": [
        {
            "id": "kegiatan",
            "label": "Kegiatan",
            "rows": 3,
            "fields": [
                {"id": "jenis", "label": "Jenis", "type": "choice", "codelist": "jenis"},
                {"id": "bukti", "label": "Bukti", "type": "text"},
            ],
        }
    ],
    "rules": [
        {
            "id": "hadir_wajar",
            "check": "hadir <= warga",
            "severity": "warning",
            "message": "Hadir {hadir}, warga {warga}.",
        }
    ],
    "indicators": [
        {
            "code": "IKU-1",
            "name": "Desa maju",
            "numerator": {"label": "maju", "formula": 'IF(status = "Maju", 1, 0)'},
            "denominator": {"label": "desa", "formula": 1},
            "scale": 100,
        },
        {
            "code": "IKU-2",
            "name": "Rapat",
            "numerator": {"label": "rapat", "formula": 'COUNTIF(kegiatan.jenis, "Rapat")'},
            "denominator": {"label": "hadir", "formula": "hadir"},
        },
    ],
}
GOOD = {
    "status": "Maju",
    "hadir": 40,
    "warga": 90,
    "nama": "Melati",
    "kegiatan": [{"jenis": "Rapat", "bukti": "ST/1"}, {"jenis": "Kunjungan", "bukti": None}],
}


class Asking:
    """A campaign, its forms, and what is asked: ``asked`` is changed and written anew."""

    def __init__(self, root):
        self.asked = copy.deepcopy(ASKED)
        self.campaign = CampaignFolder.create(root, json.dumps(self.asked), KEY)
        self.days = 0

    def moved(self, campaign):
        """The same in a copy of its campaign, which a test may change."""
        other = copy.copy(self)
        other.asked, other.campaign = copy.deepcopy(self.asked), campaign
        return other

    @property
    def definition(self):
        """The definition as it stands."""
        return self.campaign.definition()

    def ask(self, change):
        """Change the definition; ``change`` gets it as its file has it."""
        change(self.asked)
        self.write()

    def write(self):
        """The definition as it is asked now."""
        text = json.dumps(self.asked)
        self.campaign.definition_file.write_text(text, encoding="utf-8")

    def form(self, unit, number=1, **values):
        """A unit's return on a form of today's definition."""
        definition = self.definition
        known: dict[str, Unit] = {each.code: each for each in definition.units}
        period = Period(definition.year, number, definition.cadence)
        folder = self.campaign.outbox / period.code
        [path] = issue(self.campaign, definition, period, [known[unit]], folder)
        data = fill(path.read_bytes(), layout(definition, "desa"), {**GOOD, **values})
        target = self.campaign.inbox / f"{period.code}-{unit}.xlsx"
        target.write_bytes(data)
        return target

    def clock(self):
        """Nine o'clock on a day, each a day after the one before."""
        self.days += 1
        return DAY + datetime.timedelta(days=self.days)

    def receive(self, *paths, period=None, again=False):
        """Receive files; what was examined again beside them."""
        forms, heard = self.campaign.forms(), []
        forms.period = period
        self.campaign.keep(forms.current)
        sources = gather([str(path) for path in paths])
        with self.campaign.registry() as registry:
            taken = receive(
                registry,
                forms,
                sources,
                by="Loket",
                clock=self.clock,
                again=again,
                told=heard.append,
            )
            list(taken)
        return heard

    def holds(self, unit=NOREH, number=1):
        """A unit's returns for a quarter, as they hold."""
        with self.campaign.registry() as registry:
            return registry.lineage(unit, f"2025-Q{number}")
