"""What changes about the tiers of members."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.campaign import Campaign, TierTerms
from dsl.difference.changes import Change, Verdict
from dsl.difference.wording import arrow
from dsl.values import Label


def tiers(old: Campaign, new: Campaign) -> Iterator[Change]:
    """Tiers that come, go, take more points or multiply less."""
    before = {one.id: one for one in old.tiers}
    after = {one.id: one for one in new.tiers}
    for name in dict.fromkeys((*before, *after)):
        had, has = before.get(name), after.get(name)
        if had is None or has is None:
            one = has or had
            assert one
            words = Label("is added", "新增") if has else Label("is removed", "删除")
            what = Label(f"tier “{one.name.en}” {words.en}", f"{words.zh}等级“{one.name.zh}”")
            yield Change("tier", "better" if has else "worse", what)
            continue
        if had.name != has.name:
            yield _moved(has, "neutral", Label("name", "名称"), had.name, has.name)
        if had.points != has.points:
            verdict: Verdict = "worse" if has.points > had.points else "better"
            told = (Label(f"{one.points:,}", f"{one.points:,}") for one in (had, has))
            yield _moved(has, verdict, Label("points a year", "年积分"), *told)
        if had.times != has.times:
            verdict = "worse" if has.times < had.times else "better"
            told = (Label(f"{float(one.times):g}", f"{float(one.times):g}") for one in (had, has))
            yield _moved(has, verdict, Label("points times", "积分倍数"), *told)


def _moved(tier: TierTerms, verdict: Verdict, part: Label, before: Label, after: Label) -> Change:
    moved = arrow(before, after)
    en, zh = f"tier “{tier.name.en}”, {part.en}: {moved.en}", f"等级“{tier.name.zh}”{part.zh}：{moved.zh}"
    return Change("tier", verdict, Label(en, zh))
