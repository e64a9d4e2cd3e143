"""Before anything is drawn, the rules must tell all that the law wants told: publication names what is missing."""

from __future__ import annotations

import asyncio

from dsl import check, format_text, run_tests
from dsl.compiler import compile_campaign
from engine.api import NotPublishable, Published
from tests.support.shop import BRAND, GTIN, shop
from tests.support.vocabulary import VOCABULARY


def _gold(*more: str, contact: str = "", overall: str = "") -> str:
    lines = "".join(f"  {line}\n" for line in more)
    return f"""campaign "Gold cup" / "金杯"
  brand "Spring"
  runs 2026-12-01 to 2027-01-31 in Asia/Shanghai
  budget 2,000,000.00 CNY
  channel sandbox_wallet
{contact}
prize "cup" "A gold cup" / "金杯一座"
  price 49,999.00 CNY
{lines}
on scan of {GTIN}
  draw
{overall}    1 in 300,000       prize "cup"
    100 in 300,000     red_packet 666.00 CNY
    15,000 in 300,000  red_packet 66.00 CNY
    rest               nothing
  if spent
    refuse
"""


COMPLETE = _gold("valid 30 days", 'delivery "by courier" / "快递送达"', contact='  contact "400-1"\n')


async def _reasons(url: str, *texts: str) -> list[list[str]]:
    """Why each text may not be published; nothing where it is."""
    async with shop(url) as made:
        found = []
        for number, text in enumerate(texts):
            draft = text.replace(GTIN, "9521000200012")
            campaign = await made.engine.campaigns.create(BRAND, f"gold-{number}", draft, "tests")
            outcome = await made.engine.campaigns.publish(BRAND, campaign, "tests")
            found.append([one.en for one in outcome.reasons] if isinstance(outcome, NotPublishable) else [])
        return found


def test_exactly_what_is_missing_is_named(database_url: str) -> None:
    """Redemption deadline, delivery way and the organiser's contact; with them it is published."""
    sure = _gold().split("  draw\n")[0] + '  give prize "cup"\n'
    partly = _gold("valid 30 days", contact='  contact "400-1"\n')
    assert asyncio.run(_reasons(database_url, _gold(), partly, sure)) == [
        [
            "the rules must tell the redemption deadline of “A gold cup” (`valid`)",
            "the rules must tell the delivery way of “A gold cup” (`delivery`)",
            "the rules must tell the organiser's contact (`contact`)",
        ],
        ["the rules must tell the delivery way of “A gold cup” (`delivery`)"],
        [],
    ], "and without chance nothing of it is asked for"


def test_an_announced_chance_must_be_what_the_rules_give() -> None:
    """15,101 in 300,000 are 5.0337%: exactly, or rounded to the decimals that are written."""
    for said, codes in (
        ("6%", ["BC0822"]),
        ("5.0336%", ["BC0822"]),
        ("5.0337%", []),
        ("5.03%", []),
        ("5%", []),
        ("15,101 in 300,000", []),
        ("15,100 in 300,000", ["BC0822"]),
    ):
        text = _gold(overall=f"    overall {said}\n")
        found = [one for one in check(text, VOCABULARY).diagnostics if one.severity == "error"]
        assert [one.code for one in found] == codes, said
        assert all("5.0337%" in one.message.en for one in found)
    chinese = format_text(_gold(overall="    overall 5.0337%\n"), VOCABULARY, "zh")
    assert "    总中奖率        5.0337%\n" in chinese or "总中奖率" in chinese
    campaign = check(chinese, VOCABULARY).campaign
    assert campaign is not None
    assert run_tests(compile_campaign(campaign)) == ()


def test_the_rules_page_tells_it_all_in_both_languages(database_url: str) -> None:
    """Market price, delivery, deadline, what becomes of a prize not claimed, overall odds, organiser, contact."""

    async def journey() -> None:
        async with shop(database_url) as made:
            text = COMPLETE.replace(GTIN, "9521000200012")
            campaign = await made.engine.campaigns.create(BRAND, "gold", text, "tests")
            outcome = await made.engine.campaigns.publish(BRAND, campaign, "tests")
            assert isinstance(outcome, Published), outcome
            page = await made.engine.rules.page(BRAND, "gold")
            (prize,) = page.prizes
            assert prize.en == (
                "“A gold cup”: market price 49,999.00 yuan; by courier; valid until the end of day 30 after the day you "
                "get it; a prize not claimed in time lapses."
            )
            assert (
                prize.zh
                == "“金杯一座”：市场价 49,999.00元；快递送达；自领取次日起 30 天内有效；逾期未领视为放弃。"
            )
            (event,) = page.events
            assert "Overall odds: 15,101 in 300,000 (5.0337%)." in [line.en for line in event.rules]
            assert "总中奖率：300,000 分之 15,101（5.0337%）。" in [line.zh for line in event.rules]
            assert [(one.odds.en if one.odds else "") for one in event.prizes] == [
                "1 in 300,000", "1 in 3,000", "5%",
            ]  # fmt: skip
            assert (page.organiser.en, page.contact.en, page.version_hash) == (
                "Spring",
                "400-1",
                outcome.version.hash,
            )

    asyncio.run(journey())
