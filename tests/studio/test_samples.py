"""The sample campaigns: sound, in format, the same in both languages, every rule tried by a test that holds."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import pytest

import dsl
import plugins
from dsl import lines as ln
from dsl.testing import measure, run_forecasts
from dsl.vocabulary import Vocabulary
from engine.plugin_host import PluginHost
from engine.vocabulary import vocabulary
from studio.cli.main import main
from studio.samples import Sample, sample, samples

_ALL = samples()
_NAMING = (
    ln.BrandLine, ln.SegmentLine, ln.PhaseLine, ln.ExperimentLine, ln.GroupLine, ln.TestLine, ln.PopulationLine,
    ln.ForecastLine, ln.ConstantLine,
)  # fmt: skip


@cache
def words() -> Vocabulary:
    return vocabulary(PluginHost.load(plugins.BUILTIN, ()).catalog)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("one", _ALL, ids=lambda one: one.code)
def test_a_sample_is_sound_and_its_tests_try_every_rule(one: Sample, language: str) -> None:
    text = one.text[language]
    assert one.about[language]
    assert dsl.format_text(text, words()) == text
    checked = dsl.check(text, words())
    assert checked.campaign is not None, dsl.render(checked.diagnostics, text)
    program = dsl.compile_campaign(checked.campaign)
    results = (*dsl.run_tests(program, words()), *run_forecasts(checked.campaign, words()))
    assert [(result.name, result.message.en) for result in results if not result.passed] == []
    assert measure(program, text, words()).untried == ()


@pytest.mark.parametrize("one", _ALL, ids=lambda one: one.code)
def test_both_languages_say_the_same(one: Sample) -> None:
    """Apart from the names that are given to brand, people, phases, tests and forecasts."""
    english, chinese = (dsl.parse(dsl.format_text(one.text[lang], words(), "en")) for lang in ("en", "zh"))
    named = dict(zip(_names(chinese.campaign), _names(english.campaign), strict=True))
    assert _renamed(chinese.campaign, named) == english.campaign


def test_samples_are_listed_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["samples", "--lang", "zh"]) == 0
    assert "falling_odds" in capsys.readouterr().out
    assert main(["samples", "falling_odds"]) == 0
    found = sample("falling_odds")
    assert found is not None
    assert capsys.readouterr().out == found.text.en
    assert main(["samples", "perpetual_motion"]) == 2
    assert "`perpetual_motion`" in capsys.readouterr().err


def _names(blocks: tuple[ln.Block, ...]) -> list[str]:
    found = []
    for block in blocks:
        if isinstance(block.line, _NAMING):
            found.append(block.line.name.text)
        found += _names(block.children)
    return found


def _renamed(value: Any, named: dict[str, str]) -> Any:
    if isinstance(value, str):
        group, dot, last = value.partition(".")  # a phase that counts is a fact, `phase.early`
        return f"{group}.{named[last]}" if dot and last in named else named.get(value, value)
    if isinstance(value, tuple):
        return tuple(_renamed(item, named) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(*(_renamed(getattr(value, field.name), named) for field in fields(value)))
    return value
