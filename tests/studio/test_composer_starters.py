"""The starter texts and the phrase book are good campaigns of the real language, in both its forms."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

import dsl
import plugins
from dsl.values import Label
from dsl.vocabulary import Vocabulary
from engine.plugin_host import PluginHost
from engine.vocabulary import vocabulary
from studio.composer.guide import phrases
from studio.composer.starters import STARTERS, Starter, write


@cache
def words() -> Vocabulary:
    return vocabulary(PluginHost.load(plugins.BUILTIN, ()).catalog)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.code)
def test_a_starter_is_valid_and_its_own_tests_pass(starter: Starter, language: str) -> None:
    text = write(starter, "Open the cap 开盖", "清泉", "Asia/Shanghai", date(2026, 2, 27), language)
    tidy = dsl.format_text(text, words(), language)
    checked = dsl.check(tidy, words())
    assert [finding for finding in checked.diagnostics if finding.severity == "error"] == []
    assert checked.campaign is not None
    assert checked.campaign.title == Label("Open the cap 开盖", "Open the cap 开盖")
    assert all(result.passed for result in dsl.run_tests(dsl.compile_campaign(checked.campaign)))


def test_the_phrase_book_says_the_same_in_both_forms() -> None:
    found = phrases(lambda text, language: dsl.format_text(text, words(), language))
    spoken = {phrase.en: phrase.zh for phrase in found}
    assert len(found) == 14
    assert spoken["give red_packet 1.88 CNY"] == "发 红包 1.88 元"
    assert all(phrase.en != phrase.zh for phrase in found)
