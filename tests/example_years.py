"""The years of the example definitions, and what plain loops make of them.

The loops read the files of values by themselves and know nothing of the engine: each says what the
office would compute by hand, for the year up to a period (its number).
"""

import calendar
import csv

from tests.source import CHECKOUT

EXAMPLES = sorted(CHECKOUT.glob("templates/examples/*.yaml"))


def rows(name):
    """What was filled in, as ``{period number: {unit: {field: text}}}``."""
    found = {}
    for number, file in enumerate(sorted(CHECKOUT.glob(f"samples/{name}/*.csv")), start=1):
        with file.open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                unit = found.setdefault(number, {}).setdefault(row["unit"], {})
                unit[row["field"]] = row["value"]
    return found


class Said:
    """Sums over what was said, in plain words."""

    def __init__(self, name, until):
        self.all = rows(name)
        self.until = until

    def each(self, field, since=1):
        """Every number that a field has, of all units, from a period on until the last."""
        for number in range(since, self.until + 1):
            for unit, values in self.all[number].items():
                if field in values:
                    yield number, unit, float(values[field])

    def sum(self, field, since=1):
        return sum(value for _, _, value in self.each(field, since))

    def last(self, field):
        """The sum over the units of what each said last."""
        return sum({unit: value for _, unit, value in self.each(field)}.values())

    def values(self, number, unit):
        return {key: float(value) for key, value in self.all[number][unit].items()}


def satisfaction(until):
    """PermenPANRB 14/2017: the mean of nine elements, each 1 to 4, by 25; each half-year alone."""
    elements = ["persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi"]
    elements += ["perilaku", "pengaduan", "sarana"]
    said = Said("kepuasan-masyarakat-2025", until)
    people = said.sum("responden", since=until)
    means = [said.sum(f"nilai_{each}", since=until) / people for each in elements]
    found = {f"UNSUR-{at}": mean for at, mean in enumerate(means, start=1)}
    return found | {"IKM": sum(mean * 25 / 9 for mean in means)}


def health(until):
    """A health office's months: deaths by births, beds by days, minutes by visits."""
    said = Said("dinas-kesehatan-2025", until)
    nights = places = minutes = visits = kinds = 0
    for number in range(1, until + 1):
        days = calendar.monthrange(2025, number)[1]
        for unit in said.all[number]:
            own = said.values(number, unit)
            nights, places = nights + own["hari_rawat"], places + own["tempat_tidur"] * days
            minutes += own["menit_tunggu"] * own["kunjungan"]
            visits, kinds = visits + own["kunjungan"], kinds + 40
    births = said.sum("lahir_hidup")
    cases = {}
    for _, unit, value in said.each("dbd"):
        cases[unit] = cases.get(unit, 0) + value
    found = {
        "AKI": said.sum("ibu_meninggal") / births * 100_000,
        "AKB": said.sum("bayi_meninggal") / births * 1_000,
        "IMUNISASI": said.sum("imunisasi_lengkap"),
        "BOR": nights / places * 100,
        "TUNGGU": minutes / visits,
        "OBAT": said.sum("obat_tersedia") / kinds * 100,
        "SKM": None,
        "KLB": said.sum("wabah"),
        "DBD": max(cases.values()),
    }
    if until % 6 == 0:
        own = [said.values(until, unit) for unit in said.all[until]]
        people = sum(each["responden"] for each in own)
        found["SKM"] = sum(each["nilai_skm"] * each["responden"] for each in own) / people
    bed = found["BOR"]
    inside = 100 if 60 <= bed <= 85 else bed / 60 * 100 if bed < 60 else (170 - bed) / 85 * 100
    return found | {"MUTU": (inside + min(120, found["OBAT"] / 95 * 100)) / 2}


def ward(until):
    """A ward's quarters: taxes of the year's due, letters, active posts, people who came."""
    said = Said("kelurahan-2025", until)
    active = sum(own["posyandu_aktif"] == "Ya" for own in said.all[until].values())
    came = sum(
        float(value)
        for number in range(1, until + 1)
        for own in said.all[number].values()
        for key, value in own.items()
        if key.endswith(".hadir")
    )
    return {
        "PBB": said.sum("lunas_pbb") / said.last("pokok_pbb") * 100,
        "SURAT": said.sum("surat_sehari") / said.sum("surat_diminta") * 100,
        "POSYANDU": active / 4 * 100,
        "HADIR": came,
    }


def regency(until):
    """A regency's quarters, some of its figures only at the year's end."""
    said = Said("kabupaten-2025", until)
    found = {
        "SEKOLAH": said.last("anak_sekolah") / said.last("anak_usia") * 100,
        "STUNTING": said.last("balita_stunting") / said.last("balita_diukur") * 100,
        "KOORDINASI": said.sum("rapat_perencanaan"),
        "JALAN": said.last("jalan_mantap") / said.last("jalan_seluruhnya") * 100,
        "SAKIP": said.last("nilai_sakip"),
        "IKM": said.last("nilai_ikm"),
        "PAD": said.sum("pad"),
        **dict.fromkeys(("UHH", "PENDIDIKAN", "MISKIN")),
    }
    found["RB"] = 0.6 * found["SAKIP"] + 0.4 * found["IKM"]
    if until == 4:
        schooling = said.last("harapan_sekolah") / 18, said.last("rata_sekolah") / 15
        found |= {
            "UHH": said.last("umur_harapan"),
            "PENDIDIKAN": sum(schooling) / 2 * 100,
            "MISKIN": said.last("penduduk_miskin") / said.last("penduduk") * 100,
        }
    return found


BY_HAND = {
    "dinas-kesehatan-2025": health,
    "kabupaten-2025": regency,
    "kelurahan-2025": ward,
    "kepuasan-masyarakat-2025": satisfaction,
}
