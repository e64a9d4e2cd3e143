"""Every state of the scan page under every theme can be looked at, weighed, and does no harm to the studio."""

from __future__ import annotations

import re

import pytest

import plugins
from engine.api import STATES
from engine.plugin_host import PluginHost
from studio.public.looks import read_look
from studio.themes.weights import HERO_BYTES, TOTAL_BYTES, sizes_of, weigh
from tests.studio.test_composer_pages import Desk

THEMES = PluginHost.load(plugins.BUILTIN, ()).catalog.themes


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_each_state_shows_in_both_languages_and_schemes_without_script(theme: str) -> None:
    desk = Desk()
    sheet = desk.get(f"/studio/themes/{theme}?locale=zh-CN&scheme=dark&width=390").text
    for state in STATES:
        assert f"/studio/themes/{theme}/{state}/zh-CN/dark" in sheet
        for locale in ("en", "zh-CN"):
            shown = desk.get(f"/studio/themes/{theme}/{state}/{locale}/dark")
            assert shown.status_code == 200
            assert "<script" not in shown.text
            assert "prefers-color-scheme" not in shown.text
            assert f'lang="{locale}"' in shown.text
            assert f'data-state="{state}"' in shown.text
            policy = shown.headers["content-security-policy"]
            assert "script" not in policy
            assert policy.endswith("frame-ancestors 'self'; sandbox")


def test_only_the_screens_that_show_pages_may_frame_them() -> None:
    desk = Desk()
    assert "frame-src 'self'" in desk.get("/studio/themes").headers["content-security-policy"]
    assert "frame-src" not in desk.get("/studio").headers["content-security-policy"]
    for wrong in (
        "nothing/won/en/dark",
        "theme_plain/nothing_here/en/dark",
        "theme_plain/won/fr/dark",
        "theme_plain/won/en/pink",
    ):
        assert desk.get(f"/studio/themes/{wrong}").status_code == 404
    assert desk.get("/studio/themes/nothing").status_code == 404


def test_a_preview_leaves_the_studios_own_language_alone() -> None:
    desk = Desk()
    desk.get("/studio/themes/theme_plain/won/zh-CN/light")
    assert re.search(r'<html lang="en"', desk.get("/studio/themes").text)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_theme_that_ships_keeps_to_the_budget_of_a_slow_line(theme: str) -> None:
    weight = Desk().json(f"/studio/themes/{theme}.json")["theme"]["weight"]
    assert weight["page"] > 2_000
    assert weight["hero"] <= HERO_BYTES
    own = weigh(sizes_of(read_look(THEMES[theme])), "x" * 9)
    assert own.hero == weight["hero"]
    assert own.light
    assert weight["page"] + weight["hero"] + weight["scene"] <= TOTAL_BYTES
