"""A definition's text with words of its entries changed, all else standing as it stood."""

from __future__ import annotations

from collections.abc import Mapping

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition.adapt import Adaptation
from iku_workbook.definition.words import HELP, words
from iku_workbook.definition.yaml_source import text_of


def with_words(campaign: CampaignFolder, said: Mapping[str, str]) -> str:
    """The text of the campaign's definition with these words, by their names; a label that is
    blank stays as it is, and a help that is blank is taken away.
    """
    text = text_of(campaign.definition_file)
    changes = {
        word: typed
        for word, held in words(campaign.definition()).items()
        if (typed := " ".join(said.get(word.name, held).split())) != " ".join(held.split())
        and (typed or word.key == HELP)
    }
    if not changes:
        return text
    adaptation = Adaptation(text)
    adaptation.change_words(changes)
    return adaptation.text
