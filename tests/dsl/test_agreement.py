"""The interpreter is the specification: compiled code decides the same for any campaign, facts and fate."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import Campaign, check, compile_campaign, format_text, interpret
from tests.support.random_campaigns import RandomCampaign, random_facts
from tests.support.vocabulary import VOCABULARY

_SETTINGS = settings(max_examples=100, deadline=None, derandomize=True)
_SEEDS = st.integers(0, 2**48)


def _sound(seed: int) -> tuple[str, Campaign]:
    """The first campaign from a seed on that the checker lets through."""
    for number in range(seed, seed + 1_000):
        text = RandomCampaign(number).text()
        campaign = check(text, VOCABULARY).campaign
        if campaign is not None:
            return text, campaign
    raise AssertionError("the checker lets nothing through")


@_SETTINGS
@given(_SEEDS)
def test_compiled_and_interpreted_decisions_are_equal(seed: int) -> None:
    _, campaign = _sound(seed)
    program = compile_campaign(campaign)
    for number in range(20):
        facts = random_facts(Random(f"{seed}/{number}"))
        for trigger in range(len(campaign.triggers)):
            compiled = program.decide(trigger, facts, _fate(number))
            assert compiled == interpret(campaign, trigger, facts, _fate(number))


@pytest.mark.parametrize("seed", range(12))
def test_each_answer_of_each_condition_is_equal(seed: int) -> None:
    """Yes, no and unknown are told apart by asking every condition together with its opposite."""
    campaign = check(RandomCampaign(seed).questions(30), VOCABULARY).campaign
    assert campaign is not None
    program = compile_campaign(campaign)
    for number in range(80):
        facts = random_facts(Random(f"{seed}/{number}"))
        for trigger in range(len(campaign.triggers)):
            assert program.decide(trigger, facts, _fate(0)) == interpret(campaign, trigger, facts, _fate(0))


@_SETTINGS
@given(_SEEDS)
def test_only_the_facts_read_matter(seed: int) -> None:
    program = compile_campaign(_sound(seed)[1])
    facts = random_facts(Random(seed))
    for trigger in range(len(program.campaign.triggers)):
        read = program.facts_read(trigger) | {"event.at"}
        kept = {name: value for name, value in facts.items() if name in read}
        assert program.decide(trigger, facts, _fate(1)) == program.decide(trigger, kept, _fate(1))


@_SETTINGS
@given(_SEEDS)
def test_both_languages_are_one_campaign(seed: int) -> None:
    text, _ = _sound(seed)
    english, chinese = (format_text(text, VOCABULARY, language) for language in ("en", "zh"))
    campaign = check(english, VOCABULARY).campaign
    assert campaign is not None
    assert check(chinese, VOCABULARY).campaign == campaign
    assert format_text(english, VOCABULARY) == english
    assert format_text(chinese, VOCABULARY) == chinese
    assert format_text(chinese, VOCABULARY, "en") == english


@_SETTINGS
@given(_SEEDS)
def test_a_decision_gives_or_refuses_and_names_lines_in_the_order_of_the_text(seed: int) -> None:
    _, campaign = _sound(seed)
    facts = random_facts(Random(seed))
    for trigger in range(len(campaign.triggers)):
        decision = interpret(campaign, trigger, facts, _fate(2))
        assert decision.refusal is None or decision.intents == ()
        assert decision.lines == tuple(sorted(decision.lines))


def test_random_campaigns_use_the_whole_language() -> None:
    """Otherwise the agreement would prove little."""
    source = "".join(RandomCampaign(seed).text() for seed in range(60))
    words = (
        "segment",
        "phase",
        "when",
        "otherwise",
        "draw",
        "rest",
        "stock",
        "refuse",
        "between",
        "not in",
        "ago",
        "test",
        "spent budget",
        "forecast",
    )
    assert [word for word in words if word not in source] == []


def test_a_number_outside_the_scale_is_a_bug_in_both() -> None:
    text = (
        RandomCampaign(0).text().partition("on scan\n")[0]
        + "on scan\n  draw\n    10% points 1\n    rest nothing\n"
    )
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    facts = random_facts(Random(0))
    for number in (-1, 10):
        for decide in (compile_campaign(campaign).decide, lambda *given: interpret(campaign, *given)):
            with pytest.raises(ValueError, match="is no draw number of 10"):
                decide(0, facts, lambda site, scale, number=number: number)


def _fate(number: int) -> Callable[[int, int], int]:
    """A number for each site, the same however often and in whatever order it is asked."""
    return lambda site, scale: Random(f"{number}/{site}").randrange(scale)
