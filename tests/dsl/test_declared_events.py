"""Events that the vocabulary declares: as native as a scan in both languages, with facts that they alone carry."""

from __future__ import annotations

import pytest

from dsl import check, compile_campaign, format_text, run_tests
from dsl.analysis.cost import costs
from dsl.analysis.survey import survey
from dsl.completion import complete
from dsl.difference import compare
from dsl.values import Label
from dsl.vocabulary import FactWord, TriggerWord, Vocabulary
from engine.language import Language
from engine.simulating import Asked
from tests.support.vocabulary import TRIGGERS, VOCABULARY

ENGLISH = """campaign "Open the cap"
  brand  "Jinjiu"
  runs   2026-10-01 to 2026-10-31 in Asia/Shanghai

on purchase
  when purchase.amount at least 100.00 CNY
    give points 100
  otherwise
    give points 10

on silence of 30 days
  give points 30

on tasting "Riesling"
  give points 7

on tasting
  give points 5

test "a large basket"
  at 2026-10-02 10:00
  purchase by consumer with purchase.amount 120.00 CNY
  expect points 100

test "away for a month"
  at 2026-10-02 10:00
  silence of 30 days
  expect points 30

test "the wine in the text"
  at 2026-10-02 10:00
  tasting "Riesling"
  expect points 7

test "the wine as a fact"
  at 2026-10-02 10:00
  tasting with wine "Riesling"
  expect points 7

test "another wine"
  at 2026-10-02 10:00
  tasting in CN-GD with tasting.wine "Merlot"
  expect points 5
"""
CHINESE = """活动 "Open the cap"
  品牌 "Jinjiu"
  时间 2026-10-01 至 2026-10-31 时区 Asia/Shanghai

当 购买
  如果 购买.金额 至少 100.00 元
    发 积分 100
  否则
    发 积分 10

当 沉默 30 天
  发 积分 30

当 品鉴 "Riesling"
  发 积分 7

当 品鉴
  发 积分 5

测试 "a large basket"
  在 2026-10-02 10:00
  购买 由 消费者 其 购买.金额 120.00 元
  期望 积分 100

测试 "away for a month"
  在 2026-10-02 10:00
  沉默 30 天
  期望 积分 30

测试 "the wine in the text"
  在 2026-10-02 10:00
  品鉴 "Riesling"
  期望 积分 7

测试 "the wine as a fact"
  在 2026-10-02 10:00
  品鉴 其 酒款 "Riesling"
  期望 积分 7

测试 "another wine"
  在 2026-10-02 10:00
  品鉴 于 CN-GD 其 品鉴.酒款 "Merlot"
  期望 积分 5
"""
HEAD = ENGLISH[: ENGLISH.index("on purchase")]


def _codes(text: str) -> list[str]:
    return [found.code for found in check(text, VOCABULARY).diagnostics]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_a_campaign_on_declared_events_is_sound_and_passes_its_tests(text: str) -> None:
    checked = check(text, VOCABULARY)
    assert checked.diagnostics == ()
    assert checked.campaign is not None
    results = run_tests(compile_campaign(checked.campaign))
    assert len(results) == 5
    assert [result for result in results if not result.passed] == []


def test_one_language_is_written_as_the_other() -> None:
    assert format_text(ENGLISH, VOCABULARY) == ENGLISH
    assert format_text(CHINESE, VOCABULARY) == CHINESE
    assert format_text(ENGLISH, VOCABULARY, "zh") == CHINESE
    assert format_text(CHINESE, VOCABULARY, "en") == ENGLISH


def test_chinese_needs_no_spaces_where_the_words_are_clear() -> None:
    text = CHINESE.replace("当 沉默 30 天", "当沉默30天").replace("发 积分", "发积分")
    assert format_text(text, VOCABULARY) == CHINESE


def test_the_block_that_asks_for_more_answers() -> None:
    campaign = check(ENGLISH, VOCABULARY).campaign
    assert campaign is not None
    assert campaign.trigger_for("tasting", wine="Riesling") == 2
    assert campaign.trigger_for("tasting", wine="Merlot") == 3
    assert campaign.trigger_for("tasting") == 3
    assert campaign.trigger_for("silence", days=31) is None


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("on silence\n  give points 1\n", "BC0601"),
        ("on silence of 0 days\n  give points 1\n", "BC0604"),
        ("on silence of 30 hours\n  give points 1\n", "BC0603"),
        ('on purchase "x"\n  give points 1\n', "BC0602"),
        ("on purchase\n  give points 1 to clerk\n", "BC0606"),
        ("on purchase\n  give points 1\non purchase\n  give points 2\n", "BC0810"),
        ('segment tasters  tasting.wine is "A"\non purchase\n  when tasters\n    give points 1\n', "BC0417"),
    ],
)
def test_what_does_not_fit_an_event_is_found(rest: str, code: str) -> None:
    assert code in _codes(HEAD + rest)


def test_a_test_may_not_tell_a_fact_that_its_event_does_not_carry() -> None:
    text = ENGLISH.replace('tasting with wine "Riesling"', "tasting with purchase.amount 5.00 CNY")
    assert "BC0417" in _codes(text)


def test_a_slip_at_the_head_of_a_line_is_not_taken_for_an_event() -> None:
    text = ENGLISH.replace("    give points 100", "    gvie points 100")
    assert _codes(text) == ["BC0103"]
    (found,) = check(ENGLISH.replace("  expect points 100", "  exepct points 100"), VOCABULARY).diagnostics
    assert (found.code, found.suggestion) == ("BC0416", "expect")


def test_completion_offers_events_and_only_the_facts_they_carry() -> None:
    offers = {offer.text for offer in complete(f"{HEAD}on ", len(HEAD) + 3, VOCABULARY)}
    assert {"purchase", "silence", "tasting", "scan", "redemption"} <= offers
    text = f"{HEAD}on purchase\n  when "
    facts = {offer.text for offer in complete(text, len(text), VOCABULARY)}
    assert "purchase.amount" in facts
    assert "tasting.wine" not in facts
    chinese = f"{CHINESE[: CHINESE.index('当')]}当 "
    assert {"购买", "沉默", "扫码"} <= {offer.text for offer in complete(chinese, len(chinese), VOCABULARY)}
    text = f"{HEAD}on silence "
    assert "of" in {offer.text for offer in complete(text, len(text), VOCABULARY)}
    text += "of 30 "
    assert {offer.text for offer in complete(text, len(text), VOCABULARY)} == {"days"}


def test_findings_speak_of_those_whom_the_event_happens_to() -> None:
    text = HEAD + "on purchase\n  when purchase.amount over 10.00 CNY\n    give points 1\n"
    told = [found.message.en for found in check(text, VOCABULARY).diagnostics]
    assert any("a buyer" in one for one in told), told


def test_what_the_block_asks_for_is_settled_for_its_rules() -> None:
    """Nobody is looked for who drank another wine than the block is about."""
    text = HEAD + 'on tasting "Riesling"\n  when tasting.wine is "Riesling"\n    give points 1\n'
    assert [code for code in _codes(text) if code.startswith("BC11")] == []
    wrong = text.replace('wine is "Riesling"', 'wine is "Merlot"')
    assert [code for code in _codes(wrong) if code.startswith("BC11")] != []


def test_costs_and_differences_tell_events_apart() -> None:
    old = check(ENGLISH, VOCABULARY).campaign
    new = check(ENGLISH.replace("give points 30", "give points 20"), VOCABULARY).campaign
    assert old is not None
    assert new is not None
    assert [one.kind for one in costs(survey(old, VOCABULARY)).triggers] == [
        "purchase", "silence", "tasting", "tasting",
    ]  # fmt: skip
    told = [change.event for change in compare(old, new, VOCABULARY).changes]
    assert Label("silence of 30", "沉默 30") in told


def test_a_label_that_begins_like_a_keyword_is_printed_by_its_name() -> None:
    shipped = TriggerWord(
        "shipped", Label("Shipped", "发货"), Label("x", "x"), Label("a shipment", "发货"), Label("When", "时")
    )
    words = Vocabulary(rewards=VOCABULARY.rewards, triggers=(shipped,))
    assert format_text("on shipped\n  give points 1\n", words, "zh").startswith("当 shipped\n")
    assert format_text("当 发货\n  give points 1\n", words, "en").startswith("on shipped\n")


def test_two_declarations_of_one_fact_are_refused() -> None:
    fact = FactWord("purchase.amount", Label("a", "a"), "count", Label("a", "a"))
    with pytest.raises(ValueError, match=r"purchase\.amount"):
        Vocabulary(facts=(fact,), triggers=TRIGGERS)


def test_a_simulation_says_which_events_it_leaves_out() -> None:
    text = f"{ENGLISH}\non scan\n  give points 1\n"
    told = Language(VOCABULARY).simulate(text, Asked(scans=10))
    assert told is not None
    shown = told.told("en")
    left_out = shown[shown.index("Not simulated") :]
    assert "on purchase" in left_out
    assert "on scan" not in left_out
