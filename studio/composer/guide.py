"""Pages to look things up: installed plugins, and help with a crib of the language in both its forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final

from starlette.requests import Request

from engine.api import Label, LoadedPlugin, StudioUser
from studio.composer.colours import TextLine, coloured
from studio.composer.screens import Screen, screen
from studio.composer.views import PluginFailure, PluginLine, Plugins, Provided
from studio.samples import sample


@dataclass(frozen=True, slots=True)
class Crib:
    """One complete campaign in one of the language's two forms."""

    lang: str
    name: str
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """How to say one thing in both forms."""

    meaning: Label
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Help:
    """The help page."""

    crib: tuple[Crib, ...]
    phrases: tuple[Phrase, ...]


#: What a person may want to say, and how the line that says it begins in the phrase book.
_PHRASES: Final = (
    (Label("Dates and zone", "时间与时区"), "runs"),
    (Label("What it may cost", "总预算与每日预算"), "budget"),
    (Label("At most so often", "限领次数"), "limit"),
    (Label("Name a group of people", "定义人群"), "segment"),
    (Label("When a cap is scanned", "扫码时"), "on scan"),
    (Label("Until a day", "到某天为止"), "phase"),
    (Label("A packet of money", "发红包"), "give red_packet 1.88"),
    (Label("Only for some", "只给一部分人"), "when"),
    (Label("A draw", "抽奖"), "draw"),
    (Label("Odds and stock", "概率与限量"), "1 in"),
    (Label("Everybody else", "其余的人"), "otherwise"),
    (Label("When the money is gone", "预算用完时"), "if spent"),
    (Label("When a coupon is redeemed", "核销时"), "on redemption"),
    (Label("Thank the clerk", "奖励店员"), "give red_packet 0.20"),
)
_EXAMPLE_DAY: Final = date(2026, 11, 30)


async def show_plugins(request: Request, user: StudioUser) -> Screen:
    """GET /studio/plugins"""
    engine = request.app.state.engine
    view = Plugins(
        tuple(sorted(map(plugin_line, engine.plugins), key=lambda plugin: (plugin.origin, plugin.name))),
        tuple(PluginFailure(error.plugin, error.what_to_mend) for error in engine.plugin_failures),
    )
    return Screen("composer/plugins.html", view, "plugins")


def plugin_line(plugin: LoadedPlugin) -> PluginLine:
    """A plugin with the words that it adds to the language."""
    declared = plugin.declared
    groups = (
        ("reward", declared.rewards),
        ("channel", declared.channels),
        ("alliance", declared.alliances),
        ("theme", declared.themes),
        ("identity", declared.identities),
    )
    provides = [Provided(kind, one.code, one.label, one.help) for kind, ones in groups for one in ones]
    facts = (fact for source in declared.fact_sources for fact in source.facts)
    provides += [Provided("fact", fact.name, fact.label, fact.help) for fact in facts]
    provides += [Provided("event", one.name, one.label, one.help) for one in declared.triggers]
    return PluginLine(
        plugin.name.removesuffix(".plugin").rpartition(".")[2], plugin.origin, plugin.version, tuple(provides)
    )


async def show_help(request: Request, user: StudioUser) -> Screen:
    """GET /studio/help: one campaign side by side in English and Chinese, common phrases, keys."""
    engine = request.app.state.engine
    example = sample("first_scan")
    assert example is not None
    tidy, english, chinese = engine.language.format, example.text.en, example.text.zh
    crib = (Crib("en", "English", coloured(english)), Crib("zh-CN", "中文", coloured(chinese)))
    return Screen("composer/help.html", Help(crib, phrases(tidy)), "help")


def phrases(tidy: Callable[[str, str], str]) -> tuple[Phrase, ...]:
    """The phrase book: the formatter prints one statement a line, so the two forms stand line by line."""
    book = files("studio.composer").joinpath("phrase_book.txt").read_text(encoding="utf-8")
    both = list(zip(_lines(tidy(book, "en")), _lines(tidy(book, "zh")), strict=True))
    found = (
        next((Phrase(meaning, en, zh) for en, zh in both if en.startswith(lead)), None)
        for meaning, lead in _PHRASES
    )
    return tuple(phrase for phrase in found if phrase is not None)


def _lines(text: str) -> list[str]:
    """The lines without the columns that the formatter sets them in."""
    return [" ".join(line.split()) for line in text.splitlines()]


routes = [*screen("/studio/plugins", show_plugins), *screen("/studio/help", show_help)]
