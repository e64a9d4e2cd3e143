"""What changes above the rules: dates, budgets, limits, coupons, names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dsl.campaign import Budget, Campaign, CouponTerms, Limit, PrizeTerms
from dsl.decision import Period, Subject
from dsl.difference.changes import Change, Topic, Verdict
from dsl.difference.sold import offers
from dsl.difference.tiers import tiers
from dsl.difference.tills import tills
from dsl.difference.wording import UNLIMITED, arrow, count, money, plain
from dsl.facts_read import experiments_of
from dsl.intents import pots_of
from dsl.validity import Days, Hours, Until, Validity
from dsl.values import Label

_PERIODS: dict[Period, Label] = {
    "day": Label("a day", "每天"),
    "week": Label("a week", "每周"),
    "month": Label("a month", "每月"),
    None: Label("in all", "总共"),
}
_SUBJECTS: dict[Subject, Label] = {
    "consumer": Label("per consumer", "每人"),
    "product": Label("per consumer and product", "每人每种商品"),
    "device": Label("per device", "每台设备"),
    "outlet": Label("per outlet", "每店"),
    "clerk": Label("per clerk", "每位店员"),
    "referrer": Label("per referrer", "每位分享人"),
}
_WHERE = {
    "stores": Label("in stores", "限门店"),
    "online": Label("online", "限线上"),
    "anywhere": Label("in stores and online", "线上线下通用"),
}


def terms(
    old: Campaign, new: Campaign, names: Mapping[str, str], since: datetime | None = None
) -> Iterator[Change]:
    """Every change above the rules. `names` maps a coupon of `new` to its name in `old`.

    A start that lies before `since` may move as long as it stays before it: nobody can claim in the past.
    """
    yield from _wording(old, new)
    yield from _pages(old, new)
    yield from _dates(old, new, since)
    yield from _budgets(old, new)
    yield from _begun_anew(old, new)
    yield from _limits(old, new)
    yield from _experiments(old, new)
    yield from _coupons(old, new, names)
    yield from _prizes(old, new)
    yield from offers(old, new)
    yield from tiers(old, new)


def _moved(topic: Topic, verdict: Verdict, name: Label, before: Label, after: Label) -> Change:
    moved = arrow(before, after)
    return Change(topic, verdict, Label(f"{name.en}: {moved.en}", f"{name.zh}：{moved.zh}"))


def _more(before: int | None, after: int | None) -> Verdict:
    """More is better, and no bound is most."""
    if after is None:
        return "better"
    return "worse" if before is None or after < before else "better"


def _wording(old: Campaign, new: Campaign) -> Iterator[Change]:
    if old.title != new.title:
        yield _moved("wording", "neutral", Label("title", "名称"), old.title, new.title)
    for name, before, after in (
        (Label("brand", "品牌"), old.brand, new.brand),
        (Label("page", "页面"), _themes(old), _themes(new)),
        (
            Label("payment channels", "付款渠道"),
            ", ".join(old.channels) or "–",
            ", ".join(new.channels) or "–",
        ),
        (
            Label("personal facts that are asked for", "需征得同意的个人信息"),
            ", ".join(old.personal) or "–",
            ", ".join(new.personal) or "–",
        ),
    ):
        if before != after:
            yield _moved("wording", "neutral", name, plain(before), plain(after))
    if old.clerk_code != new.clerk_code:
        name = Label("a clerk's code counts", "导购码有效")
        yield _moved("wording", "neutral", name, _clerk_code(old), _clerk_code(new))


def _clerk_code(campaign: Campaign) -> Label:
    told = campaign.clerk_code
    if told is None:
        return Label("as the brand has settled", "按品牌的设置")
    most = Label("any number of claims", "次数不限") if told.claims is None else None
    most = most or Label(f"at most {told.claims:,} claims", f"至多 {told.claims:,} 次")
    return Label(f"{told.minutes:,} minutes, {most.en}", f"{told.minutes:,} 分钟，{most.zh}")


def _themes(campaign: Campaign) -> str:
    return ", ".join(dict.fromkeys(page.theme for page in campaign.pages)) or "–"


def _pages(old: Campaign, new: Campaign) -> Iterator[Change]:
    """When and to whom pages are shown, where the pages are the same."""
    before, after = ([replace(page, line=0) for page in campaign.pages] for campaign in (old, new))
    if before != after and _themes(old) == _themes(new):
        what = Label("pages are shown at other times or to other people", "页面的展示时间或对象有变化")
        yield Change("wording", "neutral", what)


def _dates(old: Campaign, new: Campaign, since: datetime | None) -> Iterator[Change]:
    if old.starts != new.starts:
        later = new.starts > old.starts and (since is None or new.starts > since)
        verdict: Verdict = "worse" if later else "better"
        before, after = _instant(old.starts, old.zone), _instant(new.starts, new.zone)
        yield _moved("dates", verdict, Label("starts", "开始"), before, after)
    if old.ends != new.ends:
        verdict = "worse" if new.ends < old.ends else "better"
        tick = timedelta(microseconds=1)
        before, after = _instant(old.ends - tick, old.zone), _instant(new.ends - tick, new.zone)
        yield _moved("dates", verdict, Label("ends", "结束"), before, after)
    if old.zone != new.zone:
        name = Label("zone in which days are counted", "按日计算的时区")
        yield _moved("dates", "worse", name, plain(old.zone), plain(new.zone))


def _instant(at: datetime, zone: str) -> Label:
    return plain(f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}")


def _budgets(old: Campaign, new: Campaign) -> Iterator[Change]:
    before: dict[str, Budget] = {one.total.currency: one for one in old.budgets}
    after: dict[str, Budget] = {one.total.currency: one for one in new.budgets}
    for currency in dict.fromkeys((*before, *after)):
        had, has = before.get(currency), after.get(currency)
        name = Label("budget", "预算")
        if had is None or has is None:
            told = [plain("–") if one is None else money(one.total) for one in (had, has)]
            yield _moved("budget", "neutral", name, *told)
            continue
        if had.total != has.total:
            verdict = _more(had.total.minor, has.total.minor)
            yield _moved("budget", verdict, name, money(had.total), money(has.total))
        if had.daily != has.daily:
            verdict = _more(had.daily.minor if had.daily else None, has.daily.minor if has.daily else None)
            yield _moved(
                "budget", verdict, Label("budget a day", "每日预算"), money(had.daily), money(has.daily)
            )


def _begun_anew(old: Campaign, new: Campaign) -> Iterator[Change]:
    """Budgets of blocks go by their place in the rules: under another condition they begin anew."""
    kept = {pot.key for trigger in new.triggers for pot in pots_of(trigger)}
    for trigger in old.triggers:
        for pot in pots_of(trigger):
            if pot.key not in kept:
                name, words = money(pot.total), Label("is another one now, or gone", "已换成另一份或取消")
                what = Label(
                    f"the block's budget of {name.en} on line {pot.line} {words.en}; what was used of it no longer counts",
                    f"第 {pot.line} 行 {name.zh} 的分段预算{words.zh}，已用部分不再计入",
                )
                yield Change("budget", "neutral", what)


def _limits(old: Campaign, new: Campaign) -> Iterator[Change]:
    before, after = _tightest(old.limits), _tightest(new.limits)
    for key in dict.fromkeys((*before, *after)):
        had, has = before.get(key), after.get(key)
        if had != has:
            subject, period = _SUBJECTS[key[0]], _PERIODS[key[1]]
            name = Label(f"claims {subject.en} {period.en}", f"{subject.zh}{period.zh}领取次数")
            yield _moved("limit", _more(had, has), name, count(had), count(has))


def _experiments(old: Campaign, new: Campaign) -> Iterator[Change]:
    """Who is in which group must not change while people are compared; an experiment may end or begin."""
    before, after = experiments_of(old), experiments_of(new)
    for name, groups in before.items():
        if name in after and after[name] != groups:
            what = Label(f"the groups of experiment `{name}` change", f"实验“{name}”的分组有变化")
            yield Change("experiment", "worse", what)
        elif name not in after and groups in after.values():
            other = next(one for one, theirs in after.items() if theirs == groups)
            moved = arrow(plain(name), plain(other))
            what = Label(
                f"experiment renamed, which draws its groups anew: {moved.en}",
                f"实验改名会重新分组：{moved.zh}",
            )
            yield Change("experiment", "worse", what)


def _tightest(limits: tuple[Limit, ...]) -> dict[tuple[Subject, Period], int]:
    found: dict[tuple[Subject, Period], int] = {}
    for limit in limits:
        key = (limit.subject, limit.period)
        found[key] = min(limit.count, found.get(key, limit.count))
    return found


def _coupons(old: Campaign, new: Campaign, names: Mapping[str, str]) -> Iterator[Change]:
    before = {one.id: one for one in old.coupons}
    after = {names.get(one.id, one.id): one for one in new.coupons}
    for key in dict.fromkeys((*before, *after)):
        had, has = before.get(key), after.get(key)
        if had is None or has is None:
            one = has or had
            assert one
            words = Label("is added", "新增") if has else Label("is removed", "删除")
            what = Label(f"coupon “{one.name.en}” {words.en}", f"{words.zh}券“{one.name.zh}”")
            yield Change("coupon", "neutral", what)  # whether anybody misses it, the rewards tell
            continue
        if had.id != has.id:
            yield _moved("wording", "neutral", Label("coupon", "券"), plain(had.id), plain(has.id))
        yield from _coupon(had, has, old)


def _prizes(old: Campaign, new: Campaign) -> Iterator[Change]:
    """What is promised of each prize. Whether one is added or missed, the rewards tell."""
    before = {one.id: one for one in old.prizes}
    for has in new.prizes:
        had = before.get(has.id)
        if had is None:
            continue

        def moved(
            verdict: Verdict, en: str, zh: str, told: tuple[Label, Label], has: PrizeTerms = has
        ) -> Change:
            return _moved(
                "prize", verdict, Label(f"prize “{has.name.en}”, {en}", f"奖品“{has.name.zh}”{zh}"), *told
            )

        if had.name != has.name:
            yield moved("neutral", "name", "名称", (had.name, has.name))
        if had.price != has.price:
            lower = had.price.currency != has.price.currency or has.price < had.price
            yield moved("worse" if lower else "better", "price", "市价", (money(had.price), money(has.price)))
        if had.validity != has.validity:
            told = (_lasts(had.validity, old.zone), _lasts(has.validity, new.zone))
            longer = has.validity is None or (
                isinstance(had.validity, Days)
                and isinstance(has.validity, Days)
                and has.validity.count > had.validity.count
            )
            yield moved("better" if longer else "worse", "to be claimed within", "领取期限", told)
        if had.delivery != has.delivery:
            none = plain("–")
            yield moved("neutral", "delivery", "交付方式", (had.delivery or none, has.delivery or none))


def _coupon(had: CouponTerms, has: CouponTerms, campaign: Campaign) -> Iterator[Change]:
    def moved(verdict: Verdict, en: str, zh: str, before: Label, after: Label) -> Change:
        name = Label(f"coupon “{has.name.en}”, {en}", f"券“{has.name.zh}”{zh}")
        return _moved("coupon", verdict, name, before, after)

    if had.name != has.name:
        yield moved("neutral", "name", "名称", had.name, has.name)
    if had.worth != has.worth:
        lower = had.worth.currency != has.worth.currency or has.worth < had.worth
        yield moved("worse" if lower else "better", "worth", "面值", money(had.worth), money(has.worth))
    if had.minimum != has.minimum:
        higher = has.minimum is not None and (
            had.minimum is None or had.minimum.currency != has.minimum.currency or has.minimum > had.minimum
        )
        none = Label("none", "无门槛")
        least = [money(one.minimum) if one.minimum else none for one in (had, has)]
        yield moved("worse" if higher else "better", "minimum basket", "使用门槛", *least)
    if had.validity != has.validity:
        shorter = _shorter(had, has, campaign)
        told = [_validity(one, campaign.zone) for one in (had, has)]
        yield moved("worse" if shorter else "better", "valid", "有效期", *told)
    if had.where != has.where:
        verdict: Verdict = "better" if has.where == "anywhere" else "worse"
        yield moved(verdict, "taken", "使用范围", _WHERE[had.where], _WHERE[has.where])
    if had.pays != has.pays:
        yield moved("neutral", "owed to the store", "应付门店", money(had.pays), money(has.pays))
    yield from tills(had, has)


def _shorter(had: CouponTerms, has: CouponTerms, campaign: Campaign) -> bool:
    """Whether a coupon issued at some instant of the campaign expires earlier."""
    days = (campaign.ends - campaign.starts).days + 1
    hours = range(0, 24, 1)
    instants = [
        campaign.starts + timedelta(days=day, hours=hour)
        for day in {0, days // 2, days - 1}
        for hour in hours
    ]
    return any(
        has.expires(issued, campaign.zone) < had.expires(issued, campaign.zone)
        for issued in [*instants, campaign.ends - timedelta(microseconds=1)]
        if issued < campaign.ends
    )


def _validity(coupon: CouponTerms, zone: str) -> Label:
    return _lasts(coupon.validity, zone)


def _lasts(validity: Validity | None, zone: str) -> Label:
    match validity:
        case Days(number):
            return Label(f"{number:,} days", f"{number:,} 天")
        case Hours(number):
            return Label(f"{number:,} hours", f"{number:,} 小时")
        case Until(instant):
            local = _instant(instant - timedelta(microseconds=1), zone)
            return Label(f"until {local.en}", f"至 {local.zh}")
    return UNLIMITED
