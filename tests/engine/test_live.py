"""Which version rules at which instant, and why none does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

import plugins
from dsl.values import Label
from engine.api import load_language
from engine.campaigns.live import BrandState, Event, LiveCampaign, NoRuling, Ruling, Version, ruling_for_code
from engine.codes.batch import Batch
from engine.codes.range_book import RangeBook
from engine.outcomes import Reason

LANGUAGE: Final = load_language(plugins.BUILTIN, installed=False)
STARTS: Final = datetime(2026, 5, 31, 16, tzinfo=UTC)  # 1 June in Beijing
ENDS: Final = datetime(2026, 6, 30, 16, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
GTIN: Final = "09521000100015"


def version(number: int, published: datetime, scanned: str = "9521000100015", campaign: int = 1) -> Version:
    text = f"""campaign "V{number}"
  brand    "Spring"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   10.00 CNY
  channel  sandbox_wallet

on scan of {scanned}
  give points {number}
"""
    program = LANGUAGE.compile(text)
    assert program, LANGUAGE.problems(text)
    return Version(number, campaign, number, f"h{number}", b"s" * 32, published, program)


def campaign(*events: Event, versions: tuple[Version, ...] | None = None, id: int = 1) -> LiveCampaign:
    return LiveCampaign(id, f"c{id}", versions or (version(1, STARTS - timedelta(days=9)),), events)


def brand(*campaigns: LiveCampaign) -> BrandState:
    return BrandState(
        "spring", Label("Spring", "山泉"), "Asia/Shanghai", "CNY", 1, campaigns, RangeBook(()), {}, {}
    )


def batch(name: str = "June", gtin: str = GTIN) -> Batch:
    return Batch(5, "spring", 1, 0, 100, gtin, "in_lid", name, STARTS)


@pytest.mark.parametrize(
    ("instant", "state"),
    [
        (STARTS - TICK, Reason.NOT_STARTED),
        (STARTS, None),
        (ENDS - TICK, None),
        (ENDS, Reason.ENDED),
    ],
)
def test_a_campaign_includes_its_first_instant_and_excludes_its_last(
    instant: datetime, state: Reason | None
) -> None:
    assert campaign().state_at(instant) == state


def test_pauses_hold_from_their_instant_until_the_resumption() -> None:
    paused, resumed = STARTS + timedelta(days=3), STARTS + timedelta(days=4)
    there = campaign(Event("pause", paused), Event("resume", resumed))
    states = [there.state_at(at) for at in (paused - TICK, paused, resumed - TICK, resumed)]
    assert states == [None, Reason.PAUSED, Reason.PAUSED, None]


def test_an_end_is_for_good() -> None:
    ended = STARTS + timedelta(days=3)
    there = campaign(Event("pause", ended - timedelta(days=1)), Event("end", ended))
    assert [there.state_at(at) for at in (ended - TICK, ended, ENDS)] == [
        Reason.PAUSED,
        Reason.ENDED,
        Reason.ENDED,
    ]


def test_a_pause_before_the_start_is_not_told_before_the_start() -> None:
    assert campaign(Event("pause", STARTS - timedelta(days=2))).state_at(STARTS - TICK) == Reason.NOT_STARTED


def test_the_version_in_force_is_the_latest_published_at_that_instant() -> None:
    second = STARTS + timedelta(days=5)
    there = campaign(versions=(version(1, STARTS), version(2, second)))
    numbers = [there.version_at(at).number for at in (STARTS - TICK, STARTS, second - TICK, second)]
    assert numbers == [1, 1, 1, 2]


def test_a_version_whose_words_are_missing_takes_no_claims() -> None:
    blocked = Version(1, 1, 1, "h", b"", STARTS, None, "raffle_ticket")
    there = campaign(versions=(blocked,))
    assert there.state_at(STARTS) == Reason.NO_CAMPAIGN
    assert ruling_for_code(brand(there), batch(), STARTS) == NoRuling(Reason.NO_CAMPAIGN)


def test_a_campaign_for_a_batch_goes_before_one_for_the_product_in_either_order() -> None:
    product = campaign(id=1)
    special = campaign(id=2, versions=(version(2, STARTS, 'batch "special"', 2),))
    for campaigns in ((product, special), (special, product)):
        ruling = ruling_for_code(brand(*campaigns), batch("special"), STARTS)
        assert isinstance(ruling, Ruling)
        assert ruling.campaign.id == 2
        ruling = ruling_for_code(brand(*campaigns), batch("other"), STARTS)
        assert isinstance(ruling, Ruling)
        assert ruling.campaign.id == 1


def test_the_campaign_that_takes_claims_goes_before_one_that_does_not() -> None:
    paused = campaign(Event("pause", STARTS), id=1)
    ruling = ruling_for_code(brand(paused, campaign(id=2)), batch(), STARTS)
    assert isinstance(ruling, Ruling)
    assert ruling.campaign.id == 2


def test_of_campaigns_that_take_no_claims_the_nearest_says_why() -> None:
    ended, paused = campaign(Event("end", STARTS), id=1), campaign(Event("pause", STARTS), id=2)
    for campaigns in ((ended, paused), (paused, ended)):
        found = ruling_for_code(brand(*campaigns), batch(), STARTS)
        assert found == NoRuling(Reason.PAUSED, paused)


def test_a_product_without_a_campaign_is_told_so() -> None:
    assert ruling_for_code(brand(campaign()), batch(gtin="09521000100022"), STARTS) == NoRuling(
        Reason.NO_CAMPAIGN
    )
