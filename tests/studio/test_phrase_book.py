"""The phrase book says the same in both forms of the language."""

from __future__ import annotations

from engine.api import load_language
from plugins import BUILTIN
from studio.composer.guide import phrases


def test_the_phrase_book_says_the_same_in_both_forms() -> None:
    found = phrases(load_language(BUILTIN, installed=False).format)
    spoken = {phrase.en: phrase.zh for phrase in found}
    assert len(found) == 14
    assert spoken["give red_packet 1.88 CNY"] == "发 红包 1.88 元"
    assert all(phrase.en != phrase.zh for phrase in found)
