"""What must hold before a text may go live, beyond what the language itself can tell. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from dsl.campaign import Campaign
from dsl.decision import Intent
from dsl.disclosure import undisclosed
from dsl.intents import draws_of, intents_of
from dsl.program import Program
from dsl.testing import run_tests
from dsl.values import Label
from engine.campaigns.live import BrandState, LiveCampaign, ruled_batches
from engine.grants.asking import cost_of, effects_of
from engine.plugin_error import PluginError
from engine.spi.channels import PaymentChannel
from engine.spi.effects import Pay
from engine.spi.rewards import GrantRequest, RewardType


def version_hash(text: str, vocabulary: str) -> str:
    """The name of a version: SHA-256 of its vocabulary's version and its text."""
    return hashlib.sha256(f"{vocabulary}\n{text}".encode()).hexdigest()


def objections(
    program: Program,
    brand: BrandState,
    campaign_id: int,
    rewards: Mapping[str, RewardType],
    channels: Mapping[str, PaymentChannel],
) -> tuple[Label, ...]:
    """Every reason against publishing; empty when there is none."""
    return tuple(
        dict.fromkeys(
            (
                *_brand(program.campaign, brand),
                *_told(program.campaign),
                *_tests(program),
                *_deals(program.campaign, brand),
                *_overlaps(program.campaign, brand, campaign_id),
                *_rewards(program.campaign, brand, campaign_id, rewards, channels),
                *_alliances(program.campaign, brand),
            )
        )
    )


def _brand(campaign: Campaign, brand: BrandState) -> Iterator[Label]:
    if campaign.brand.casefold() not in {brand.slug, brand.name.en.casefold(), brand.name.zh}:
        yield Label(
            f"the text is for brand `{campaign.brand}`, but you publish for `{brand.name.en}`",
            f"文本的品牌是“{campaign.brand}”，而当前品牌是“{brand.name.zh}”",
        )


def _told(campaign: Campaign) -> Iterator[Label]:
    for missing in undisclosed(campaign):
        yield Label(f"the rules must tell {missing.en}", f"活动规则必须公示{missing.zh}")


def _tests(program: Program) -> Iterator[Label]:
    for result in run_tests(program):
        if not result.passed:
            yield Label(
                f"test `{result.name}` on line {result.line} fails: {result.message.en}",
                f"第 {result.line} 行的测试“{result.name}”未通过：{result.message.zh}",
            )


def _deals(campaign: Campaign, brand: BrandState) -> Iterator[Label]:
    """Prizes dealt to codes that are not printed would lie in no pack. More codes than dealt to are no lie: the terms
    say that the first ones are meant."""
    for index, trigger in enumerate(campaign.triggers):
        printed = sum(batch.size for batch in ruled_batches(brand.batches, campaign, index))
        for draw in draws_of(trigger.rules):
            if draw.deal is not None and draw.scale > printed:
                yield Label(
                    f"line {draw.line}: prizes are dealt to {draw.scale:,} codes, but {printed:,} are printed for this"
                    " event; make the batch first, or deal to fewer codes",
                    f"第 {draw.line} 行：奖池要分给 {draw.scale:,} 个码，但这个事件只有 {printed:,} 个已印的码；"
                    "请先生成批次，或减少奖池的码数",
                )


def _overlaps(campaign: Campaign, brand: BrandState, campaign_id: int) -> Iterator[Label]:
    for other in brand.campaigns:
        if other.id == campaign_id or _is_over(other):
            continue
        program = other.versions[-1].program
        if (
            program is None
            or program.campaign.starts >= campaign.ends
            or campaign.starts >= program.campaign.ends
        ):
            continue
        theirs = {(t.gtin, t.code_kind, t.batch) for t in program.campaign.triggers if t.kind == "scan"}
        for trigger in campaign.triggers:
            if trigger.kind == "scan" and (trigger.gtin, trigger.code_kind, trigger.batch) in theirs:
                what = trigger.gtin or trigger.batch or ""
                yield Label(
                    f"line {trigger.line}: codes of `{what}` are already covered by campaign `{program.campaign.title.en}` in these days",
                    f"第 {trigger.line} 行：“{what}”的码在这段时间已由活动“{program.campaign.title.zh}”覆盖",
                )


def _is_over(campaign: LiveCampaign) -> bool:
    return any(event.kind == "end" for event in campaign.events)


def _rewards(
    campaign: Campaign,
    brand: BrandState,
    campaign_id: int,
    rewards: Mapping[str, RewardType],
    channels: Mapping[str, PaymentChannel],
) -> Iterator[Label]:
    """Each reward is asked once what it would do: better now than at the first scan."""
    able = [channels[code] for code in campaign.channels if code in channels]
    funded = {one.total.currency for one in campaign.budgets}
    coupons = {terms.id for terms in campaign.coupons}
    for intent in _intents(campaign):
        reward, line = rewards[intent.reward], intent.line
        request = GrantRequest(1, brand.slug, campaign_id, intent.recipient, 1, intent.told, campaign.starts)
        try:
            cost = cost_of(reward, intent.told)
            effects = effects_of(reward, request, cost, coupons)
        except PluginError as error:
            yield Label(
                f"line {line}: {error}", f"第 {line} 行：插件“{error.plugin}”出错：{error.what_to_mend}"
            )
            continue
        paid = any(isinstance(effect, Pay) for effect in effects)
        if cost and cost.currency not in funded:
            yield Label(
                f"line {line}: `{reward.code}` costs {cost}, and there is no budget in {cost.currency}",
                f"第 {line} 行：“{reward.label.zh}”需要 {cost.currency} 预算，而活动没有这种预算",
            )
        if cost and paid and able and not any(channel.can_pay(cost, gathered=True) for channel in able):
            yield Label(
                f"line {line}: no channel can pay {cost}; name one that does, or give less",
                f"第 {line} 行：没有渠道能支付 {cost.amount} {cost.currency}，请加写一个能支付的渠道，或降低金额",
            )
        if paid and not able:
            yield Label(
                f"line {line}: `{reward.code}` pays money, and the campaign names no payment channel",
                f"第 {line} 行：“{reward.label.zh}”要付款，而活动没有写付款渠道",
            )


def _alliances(campaign: Campaign, brand: BrandState) -> Iterator[Label]:
    for intent in _intents(campaign):
        name = dict(intent.params).get("alliance")
        if name is None:
            continue
        alliance = brand.alliances.get(str(name))
        if alliance is None or alliance.issuer != brand.slug:
            yield Label(
                f"line {intent.line}: there is no alliance `{name}`", f"第 {intent.line} 行：没有联盟“{name}”"
            )
        elif not alliance.accepted:
            yield Label(
                f"line {intent.line}: alliance `{name}` is not accepted by both brands yet",
                f"第 {intent.line} 行：联盟“{name}”尚未经双方确认",
            )
        elif alliance.coupon != dict(intent.params).get("coupon"):
            yield Label(
                f"line {intent.line}: alliance `{name}` is about coupon `{alliance.coupon}`",
                f"第 {intent.line} 行：联盟“{name}”约定的券是“{alliance.coupon}”",
            )


def _intents(campaign: Campaign) -> Iterator[Intent]:
    for trigger in campaign.triggers:
        yield from intents_of(trigger.rules)
