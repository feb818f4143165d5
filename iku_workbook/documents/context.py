"""Everything that a template can name: the definition's facts and the results, as texts.

The names are a template's interface, in the words of the people who edit it; docs/documents.md
explains each, and a test compares the two. Numbers and dates are written as the definition's
language writes them. What the office has yet to enter is a line of dots, what has no figure a dash.
"""

from __future__ import annotations

import datetime
from typing import Any

from iku_workbook.definition import Definition
from iku_workbook.definition.model import Agency, Signatory
from iku_workbook.definition.targets import AchievementFormula, TargetZero
from iku_workbook.documents.charts import Achieved, Words
from iku_workbook.documents.comparisons import comparison_facts
from iku_workbook.documents.emblem import Emblem
from iku_workbook.documents.indicator import figure, indicator_facts
from iku_workbook.documents.programmes import programme_facts, supporting
from iku_workbook.documents.remarks import awaiting, remarks
from iku_workbook.documents.returns import added_up, by_period, grouped
from iku_workbook.documents.unbroken import Unbroken
from iku_workbook.documents.verification import verification_facts
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.numbers import format_date, format_number
from iku_workbook.periods import label, periods_of, short_label
from iku_workbook.results.accumulate import Status
from iku_workbook.results.means import Mean, means
from iku_workbook.results.naming import names_of
from iku_workbook.results.notes import known
from iku_workbook.results.rounding import PERCENT, of_target
from iku_workbook.results.year import Year
from iku_workbook.unit_words import words_of, words_of_all

Facts = dict[str, Any]
_PLACE = 20  # dots for the name of a place, which has a date beside it


def context(year: Year, as_of: datetime.date, emblem: bytes | None = None) -> Facts:
    """Everything that a template can name.

    ``year`` goes up to the period that the document is for; ``as_of`` is the day on which its
    results were so; ``emblem`` is the picture for the letterhead, where the office has one.
    """
    definition = year.definition
    say = catalogue(definition.language).naming(words_of_all(definition))
    money = programme_facts(year, say)
    return {
        "judul": definition.title,
        **_when(year, say),
        "data_per": _date(as_of, say),
        "zona": str(definition.timezone),
        "keadaan": _basis(year, say),
        "dibuat_dengan": year.basis.program if year.basis is not None else "",
        "hanya_disetujui": year.approved_only,
        "kode_bukti": Unbroken(year.head or ""),
        "catatan_terakhir": known(year.head, say),
        "kertas": definition.paper.value,
        "instansi": _agency(definition, emblem, say),
        "kata": _words(definition),
        "daftar_unit": _units(definition),
        "keputusan": _decree(definition, say),
        "penanda_tangan": _signatory(definition.agency.signatory, say),
        "atasan": _signatory(definition.agency.superior, say),
        "predikat": _bands(definition, say),
        "indikator": _indicators(year, money, say),
        **_of_returns(year, as_of, say),
        "catatan": remarks(year, say),
        "definisi": _definition(year, say),
        "grafik_capaian": _achieved(year, say),
        "cara_capaian": _how_achieved(definition, say),
        **_means(year, say),
        **money,
    }


def _indicators(year: Year, money: Facts, say: Catalogue) -> list[Facts]:
    found = []
    for number, each in enumerate(year.definition.indicators, start=1):
        facts = indicator_facts(year, each, number, say) | comparison_facts(year, each, say)
        serving = supporting(money["program"], each, facts["sasaran"])
        found.append(facts | {"program": serving})
    return found


def _when(year: Year, say: Catalogue) -> Facts:
    definition, period = year.definition, year.period
    periods = periods_of(definition.year, definition.cadence)
    return {
        "tahun": str(definition.year),
        "periode": label(period, say.language),
        "periode_mulai": _date(periods[0].start, say),
        "periode_selesai": _date(period.end, say),
        "setahun": [short_label(each, say.language) for each in periods],
    }


def _basis(year: Year, say: Catalogue) -> str:
    """Which returns count, as known when, by which definition; and what of that could not be
    had.
    """
    basis = year.basis
    if basis is None:
        return ""
    about = (basis.mode(say), basis.state(say), basis.defined_by(say))
    return " ".join((" · ".join(filter(None, about)), *year.doubts(say)))


def _definition(year: Year, say: Catalogue) -> Facts:
    """The definition, which is all that a plan rests on."""
    definition, basis = year.definition, year.basis
    held = (basis.defined_by(say), basis.definition_doubt(say)) if basis is not None else ()
    return {
        "kode": definition.code,
        "sidik": grouped(definition.digest),
        "berlaku": " · ".join(filter(None, held)),
    }


def _agency(definition: Definition, emblem: bytes | None, say: Catalogue) -> Facts:
    agency = definition.agency
    drawn = Emblem(emblem, say("document.emblem", agency=agency.name)) if emblem else ""
    return {
        "nama": agency.name,
        "kabupaten": agency.regency,
        "lengkap": _in_full(agency),
        "induk": _above(definition, say),
        "lambang": drawn,
        "alamat": agency.address or agency.send_to.address,
        "kode_pos": agency.postcode,
        "telepon": agency.telephone,
        "laman": agency.website,
        "pos_el": agency.email or agency.send_to.email,
        "visi": agency.vision,
        "misi": list(agency.missions),
        "tujuan": list(agency.goals),
        "tugas": agency.duty,
        "fungsi": list(agency.functions),
        "dasar": list(agency.grounds),
        "kontak": agency.contact,
    }


def _in_full(agency: Agency) -> str:
    """The office and its regency, which a name may already say."""
    said = agency.regency.casefold() in agency.name.casefold()
    return agency.name if said else f"{agency.name} {agency.regency}"


def _above(definition: Definition, say: Catalogue) -> str:
    """The government that an office is part of, first in its letterhead; the government's own
    letterhead begins with its name.
    """
    agency = definition.agency
    if not agency.regency:
        return ""
    government = say("document.government", regency=agency.regency)
    return "" if government.casefold() == agency.name.casefold() else government


def _words(definition: Definition) -> Facts:
    who = words_of_all(definition)
    return {
        "unit": who.unit,
        "jamak": who.units,
        "Unit": f"{who.unit[:1].upper()}{who.unit[1:]}",
        "semua": who.all,
        "petugas": who.officer,
        "kepala": who.head,
    }


def _units(definition: Definition) -> list[Facts]:
    names = names_of(definition.reporting)
    return [
        {
            "kode": each.code,
            "nama": names[each.code],
            "jenis": words_of(definition, each.kind).unit,
        }
        for each in definition.reporting
    ]


def _decree(definition: Definition, say: Catalogue) -> Facts:
    decree = definition.agency.decree
    dots = say("document.dots")
    return {
        "nomor": (decree and decree.number) or dots,
        "tanggal": _date(decree.date, say) if decree and decree.date else dots,
        "tempat": (decree and decree.place) or dots[:_PLACE],
        "tentang": (decree and decree.about) or definition.title,
    }


def _signatory(signatory: Signatory | None, say: Catalogue) -> Facts:
    dots = say("document.dots")
    return {
        "jabatan": signatory.title if signatory else dots,
        "nama": (signatory and signatory.name) or dots,
        "pangkat": signatory.rank if signatory else "",
    }


def _bands(definition: Definition, say: Catalogue) -> list[Facts]:
    """Highest first: from where, to below what, and the word."""
    found, above = [], None
    for band in definition.achievement.bands:
        upper = say("document.below", value=_bound(above, say)) if above is not None else ""
        found.append({"sebutan": band.label, "mulai": _bound(band.from_, say), "sampai": upper})
        above = band.from_
    return found


def _bound(percent: float, say: Catalogue) -> str:
    return figure(percent, of_target(percent, PERCENT), say)


def _of_returns(year: Year, as_of: datetime.date, say: Catalogue) -> Facts:
    found, period = year.standings(as_of), year.period
    there = [each.code for each in year.definition.reporting if each.reports_in(period)]
    standings = [found[code, period.code] for code in there]
    return {
        "laporan": _returns(year, as_of, say),
        "verifikasi": verification_facts(year, standings, say),
    }


def _returns(year: Year, as_of: datetime.date, say: Catalogue) -> Facts:
    now = year.results
    names = names_of(year.definition.reporting)

    def count(number: int) -> str:
        return format_number(number, language=say.language)

    def named(status: Status) -> list[str]:
        return [names[each.unit.code] for each in now.units if each.status is status]

    return {
        "jumlah": count(len(now.there)),
        "masuk": count(now.returned),
        "diterima": count(now.accepted),
        "dihitung": count(now.counted),
        "belum_disetujui": named(Status.UNAPPROVED),
        "perlu_diperbaiki": named(Status.NEEDS_CORRECTION),
        "ditolak": named(Status.REJECTED),
        "belum_masuk": named(Status.MISSING),
        "menunggu_keputusan": awaiting(year, say),
        "seluruhnya": added_up(year, say),
        "per_periode": by_period(year, as_of, say),
    }


def _achieved(year: Year, say: Catalogue) -> Achieved:
    period = label(year.period, say.language)
    words = Words(
        alt_text=say("document.told-achieved", period=period),
        realised=say("results.value"),
        target=say("document.target-reached"),
        label=say("document.label"),
        language=say.language,
    )
    indicators = year.definition.indicators
    names = [f"{each.code}  {each.name}" for each in indicators]
    found = [year.results.indicators[each.code] for each in indicators]
    percents = [each.achievement for each in found]
    return Achieved(words, names, percents, [each.places.achievement for each in found])


def _how_achieved(definition: Definition, say: Catalogue) -> list[str]:
    """A sentence for each formula that some indicator's achievement has, the usual one first."""
    usual, cap = AchievementFormula.HIGHER, definition.achievement.cap
    judged = {each.code: each.judging(cap) for each in definition.indicators}
    linear, ratio = AchievementFormula.LOWER_LINEAR, AchievementFormula.LOWER_RATIO
    used = {each.formula for each in judged.values()}
    found = [say(f"document.achieved-{usual}")]
    for formula in AchievementFormula:
        own = [code for code, each in judged.items() if each.formula is formula]
        if own and formula is not usual:
            key = f"document.achieved-{formula}"
            if formula is linear and ratio in used:
                key = "document.achieved-lower_linear-of"
            found.append(say(key, indicators=", ".join(own)))
    perfect = TargetZero.PERFECT_IF_ZERO
    own = [code for code, each in judged.items() if each.target_zero is perfect]
    if own:
        found.append(say("document.achieved-zero", indicators=", ".join(own)))
    return found


def _means(year: Year, say: Catalogue) -> Facts:
    found = means(year.definition, year.results)
    return {
        "sasaran": [_objective(each, say) for each in found if each.aim is not None],
        # The mean of one indicator is what its row says.
        "rata_rata": [
            each.sentence(say) for each in found if each.aim is None or len(each.codes) > 1
        ],
    }


def _objective(mean: Mean, say: Catalogue) -> Facts:
    return {
        "teks": mean.aim.text if mean.aim else "",
        "indikator": list(mean.codes),
        "capaian": figure(mean.achievement, mean.places, say),
        "predikat": mean.shown_band(say) or figure(None, None, say),
        "dihitung": figure(mean.known, None, say),
    }


def _date(date: datetime.date, say: Catalogue) -> str:
    return format_date(date, language=say.language)
