"""Simulations of more than scans: friends who come, coupons that are redeemed, purchases; each counted once."""

from __future__ import annotations

import pytest

from dsl import Campaign, check
from dsl.simulation.making import make_population
from dsl.simulation.population import PopulationError
from dsl.simulation.report import report
from dsl.simulation.running import simulate
from dsl.simulation.spec import read_spec
from dsl.simulation.tally import Tally
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Friends" / "好友"
  brand    "Jinjiu"
  runs     2026-09-01 to 2026-09-30 in Asia/Shanghai
  budget   5,000.00 CNY
  channel  sandbox_wallet

"""
_TEXT = (
    _HEAD
    + """coupon "cap-5" "5 yuan off" / "减5元"
  worth  5.00 CNY
  valid  7 days
  pays   store 6.00 CNY

on scan
  when consumer.claims under 2
    give coupon "cap-5"
  otherwise
    give points 1

on invitation
  when friend.is_new
    give points 10
    give red_packet 0.50 CNY to referrer, at most 1 in all
  if spent
    refuse

on redemption of "cap-5"
  give red_packet 0.20 CNY to clerk
  give red_packet 0.30 CNY to referrer
  give points 3
  if spent
    give points 1
"""
)


def _sound(text: str) -> Campaign:
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None, check(text, VOCABULARY).diagnostics
    return campaign


def _simulated(text: str, spec: str, scans: int = 2_000, seed: int = 3) -> Tally:
    campaign = _sound(text)
    return simulate(campaign, make_population(campaign, scans, read_spec(spec, campaign), seed), seed)


def _given(tally: Tally, reward: str, recipient: str) -> int:
    return sum(
        prize.given
        for prize in tally.prizes.values()
        if prize.intent.reward == reward and prize.intent.recipient == recipient
    )


def _line(tally: Tally, event: str) -> tuple[int, int]:
    (number,) = (trigger.line for trigger in tally.campaign.triggers if trigger.kind == event)
    return tally.lines[number].scans, tally.lines[number].claims


def test_only_coupons_that_were_given_are_redeemed_and_each_once() -> None:
    """With everybody redeeming: as many as were given, each with its bonus, and what outlets are owed for them."""
    tally = _simulated(_TEXT, "consumers=300 redeems=100%")
    given = _given(tally, "coupon", "consumer")
    assert 300 < given < 601
    assert tally.redeemed["cap-5"] == given == _given(tally, "red_packet", "clerk")
    assert tally.total.scans == tally.total.claims == 2_000
    assert tally.total.spend["CNY"] == 20 * given
    assert _given(tally, "red_packet", "referrer") == 0
    told = {row.key: row.cells[0] for row in report(tally, _TEXT)[0].rows}
    assert str(told["owed cap-5"]) == f"{6 * given:,}.00 CNY"


def test_some_redeem_and_without_a_word_nobody_does() -> None:
    tally = _simulated(_TEXT, "consumers=300 redeems=0.25")
    share = tally.redeemed["cap-5"] / _given(tally, "coupon", "consumer")
    assert 0.2 < share < 0.3
    usual = _simulated(_TEXT, "consumers=300")
    assert usual.redeemed == {}
    titles = {section.title.en: section for section in report(usual, _TEXT)}
    (left_out,) = (section for title, section in titles.items() if title.startswith("Not simulated"))
    assert [row.name.en for row in left_out.rows] == ["on invitation", 'on redemption of "cap-5"']


def test_friends_are_new_people_and_one_sharer_is_capped() -> None:
    """A friend's coupon brings the sharer something when it is redeemed."""
    text = _TEXT.replace("give points 10\n", 'give coupon "cap-5"\n')
    tally = _simulated(text, "consumers=50 invites=50% redeems=100%")
    came, claimed = _line(tally, "invitation")  # the fifty who scan got two coupons each
    assert came == claimed == _given(tally, "coupon", "consumer") - 100
    assert 700 < came < 1_000
    sharers = [
        prize for prize in tally.prizes.values() if prize.intent.recipient == "referrer" and prize.intent.caps
    ]
    assert sharers[0].given <= 50
    assert sharers[0].given + sharers[0].kept_back["capped"] == came
    assert _given(tally, "red_packet", "referrer") - sharers[0].given == came
    assert tally.total.scans == 2_000 + came


def test_a_budget_that_is_gone_leaves_bonuses_out_and_refuses_no_redemption() -> None:
    tally = _simulated(
        _TEXT.replace("5,000.00 CNY\n  channel", "10.00 CNY\n  channel"), "consumers=300 redeems=100%"
    )
    assert tally.total.spend["CNY"] == 1_000
    assert tally.redeemed["cap-5"] == _given(tally, "coupon", "consumer")
    assert _given(tally, "red_packet", "clerk") == 50
    assert sum(tally.refused.values()) == 0


def test_one_seed_is_one_story() -> None:
    first, again = (_simulated(_TEXT, "redeems=40% invites=10%", seed=5) for _ in range(2))
    assert (first.total, first.redeemed, first.lines) == (again.total, again.redeemed, again.lines)


_BUYERS = (
    _HEAD
    + """on tasting "Riesling"
  give points 5

on silence of 30 days
  give points 1
"""
)


def test_a_campaign_without_scans_is_tried_on_its_other_events() -> None:
    tally = _simulated(_BUYERS, "consumers=20", scans=500)
    assert tally.total.scans == tally.total.claims == 500
    assert _line(tally, "tasting")[0] + _line(tally, "silence")[0] == 500


def test_other_events_come_beside_scans_as_often_as_is_said() -> None:
    text = _BUYERS + "\non scan\n  give points 2\n"
    tally = _simulated(text, "tasting=30%", scans=1_000)
    assert _line(tally, "tasting") == (300, 300)
    assert _line(tally, "scan") == (1_000, 1_000)


@pytest.mark.parametrize(
    ("text", "spec", "words"),
    [
        (_BUYERS, "purchase=30%", "`purchase` is not known"),
        (_BUYERS, "invites=30%", "the campaign has no `on invitation`"),
        (_BUYERS, "redeems=30%", "gives no coupon to redeem"),
        (_TEXT, "redeems=130%", "must be a number"),
        (_HEAD + "on invitation\n  give points 1\n", "", "add a block such as `on scan`"),
    ],
)
def test_what_cannot_be_tried_says_the_cure(text: str, spec: str, words: str) -> None:
    with pytest.raises(PopulationError, match=words) as raised:
        _simulated(text, spec)
    assert raised.value.words.zh
