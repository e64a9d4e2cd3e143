"""The decision behind a partner's coupon, computed again and told without a word about the person. Pure.

The partner is told which version and line gave the coupon, never what was known of the consumer: facts, segments, groups of
experiments and other rewards stay with the issuer.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.intents import with_fallbacks
from dsl.values import Label
from engine import wording
from engine.campaigns.explaining import Replay, replay
from engine.campaigns.live import BrandState, Version
from engine.records import Claim, Grant


def steps_of(brand: BrandState, grant: Grant | None, claim: Claim | None, code: str) -> tuple[Label, ...]:
    """How the coupon of a grant came to be given, in sentences. `code` is the printed code of the claim."""
    return tuple(_steps(brand, grant, claim, code))


def _steps(brand: BrandState, grant: Grant | None, claim: Claim | None, code: str) -> Iterator[Label]:
    if grant is None or (claim is not None and claim.archived):
        yield wording.ARCHIVED
        return
    version = brand.version(grant.version_id)
    if version is None or version.program is None:
        yield Label("The words of its campaign are not installed.", "该活动使用的词汇当前未安装。")
        return
    name = version.program.campaign.title
    yield Label(
        f"Given by campaign “{name.en}”, version {version.number}, line {grant.line}.",
        f"由活动“{name.zh}”第 {version.number} 版第 {grant.line} 行发放。",
    )
    if claim is None:
        yield Label(
            "It was given for an event other than a claim, which is not computed again.",
            "它由领取以外的事件发放，不重新计算。",
        )
        return
    replayed = replay(brand, version, claim, code)
    yield from _again(version, grant, replayed) if replayed else ()


def _again(version: Version, grant: Grant, replayed: Replay) -> Iterator[Label]:
    """Whether the decision, computed again from what was stored with it, gives the coupon on the same line."""
    lines = {one.line for intent in replayed.decision.intents for one in with_fallbacks(intent)}
    yield (
        Label(
            f"Computed again from the facts stored with it, line {grant.line} gives this coupon.",
            f"按当时保存的事实重新计算，第 {grant.line} 行发放这张券。",
        )
        if grant.line in lines
        else Label(
            f"Computed again, line {grant.line} gives no such coupon: ask the issuer.",
            f"重新计算后第 {grant.line} 行并不发放此券，请向发券方核实。",
        )
    )
