"""The themes that ship: whole in every state and language, and dressed for the page that really is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.spi import STATES, Theme
from engine.spi.palette import contrast
from engine.spi.themes import SKELETON_CLASSES
from plugins.theme_citrus.theme import CITRUS
from plugins.theme_lantern.theme import LANTERN
from plugins.theme_plain.theme import PLAIN
from plugins.theme_story.theme import STORY

TEMPLATES = Path(__file__).parents[2] / "studio/templates"


def test_contrast_is_reckoned_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("theme", [PLAIN, STORY, LANTERN, CITRUS], ids=lambda theme: theme.code)
def test_every_state_has_a_headline_and_a_lead_in_both_languages(theme: Theme) -> None:
    for state in STATES:
        english, chinese = theme.words(state, "en"), theme.words(state, "zh-CN")
        assert {"headline", "lead"} <= set(english) == set(chinese)
        assert all(re.search("[\u4e00-\u9fff]", text) for text in chinese.values()), state
        assert not any(re.search("[\u4e00-\u9fff]", text) for text in english.values()), state


def test_a_state_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(KeyError):
        PLAIN.words("winning", "en")


def test_a_theme_without_words_of_its_own_speaks_the_neutral_ones() -> None:
    assert STORY.words("not_genuine", "zh-CN") == PLAIN.words("not_genuine", "zh-CN")
    assert STORY.words("won", "en") != PLAIN.words("won", "en")


def test_pictures_are_found_with_and_without_their_ending_and_nothing_else_is() -> None:
    hero = STORY.picture("hero")
    assert hero is not None
    assert hero == STORY.picture("hero.svg")
    assert (hero.name, hero.media_type) == ("hero.svg", "image/svg+xml")
    assert hero.data.startswith(b"<svg")
    for stranger in ("limit", "../theme.py", "../words.toml", "hero.png", ""):
        assert STORY.picture(stranger) is None


def test_the_style_carries_both_palettes_and_the_dark_one_only_on_dark_screens() -> None:
    light, dark = STORY.style().split("@media (prefers-color-scheme:dark)", 1)
    assert f"--accent:{STORY.light.accent};" in light
    assert f"--on-accent:{STORY.dark.on_accent};" in dark
    assert STORY.dark.accent not in light


def test_the_classes_promised_to_themes_are_on_the_page() -> None:
    templates = [*TEMPLATES.glob("public/*.html"), *TEMPLATES.glob("base/*.html")]
    words = set(re.findall(r"[\w-]+", " ".join(path.read_text("utf-8") for path in templates)))
    assert words >= SKELETON_CLASSES
