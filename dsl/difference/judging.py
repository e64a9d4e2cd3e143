"""Two offers to the same consumer, held against each other: what is better, what is worse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from dsl.difference.changes import Verdict
from dsl.difference.offers import Chance, Gift, Key, Kind, Offer
from dsl.difference.wording import Wording
from dsl.validity import Days, Hours, Until, Validity
from dsl.values import Label

#: Whose rewards the promise to consumers is about.
CONSUMERS = ("consumer", "referrer")


def judge(before: Offer, after: Offer, say: Wording) -> Iterator[tuple[Verdict, Label]]:
    """Each difference between two offers, in words."""
    if before.refused != after.refused:
        if after.refused:
            yield "worse", Label("is refused from now on", "从此被拒绝")
        else:
            yield "better", Label("is no longer refused", "不再被拒绝")
    if not after.refused:
        for kind in dict.fromkeys(chance.gift.kind for chance in (*before.chances, *after.chances)):
            yield from _kind(kind, before, after, say)
        if before.chances and after.chances:
            yield from _spent(before, after, say)


def _kind(kind: Kind, before: Offer, after: Offer, say: Wording) -> Iterator[tuple[Verdict, Label]]:
    old = [chance for chance in before.chances if chance.gift.kind == kind]
    new = [chance for chance in after.chances if chance.gift.kind == kind]
    ours = kind[1] in CONSUMERS
    if _table(old) != _table(new):
        worse = _falls(old, new, _gain(kind, before, after))
        yield _verdict(worse, ours), say.moved(old, new)
    stocks = [chance for chance in (*old, *new) if chance.gift.stock is not None]
    thresholds = [chance.gift.amounts for chance in old]
    room = [(_stock(old, least), _stock(new, least)) for least in thresholds]
    if old and new and stocks and any(had != has for had, has in room):
        worse = any(_less(had, has) for had, has in room)
        yield _verdict(worse, ours), say.stocks(old, new)
    if old and new:
        yield from _locks(old, new, ours, say)
        yield from _caps(old, new, ours, say)
        yield from _pots(old, new, ours, say)


def _verdict(worse: bool, ours: bool) -> Verdict:
    return ("worse" if worse else "better") if ours else "neutral"


def _table(chances: list[Chance]) -> dict[tuple[int, ...], Fraction]:
    table: dict[tuple[int, ...], Fraction] = {}
    for chance in chances:
        table[chance.gift.amounts] = table.get(chance.gift.amounts, Fraction()) + chance.odds
    return table


def _falls(old: list[Chance], new: list[Chance], gain: Fraction) -> bool:
    """Whether fewer rewards of some size or above are to be expected.

    What those got who won nothing better may give way, unless it is money, as far as other prizes come in its
    place.
    """
    spare = sum((one.odds for one in old if one.rest and not any(one.gift.money())), Fraction())
    for least in {chance.gift.amounts for chance in old}:
        missing = _expected(old, least) - _expected(new, least)
        if missing > min(spare, gain):
            return True
    return False


def _expected(chances: Iterable[Chance], least: tuple[int, ...]) -> Fraction:
    return sum((chance.odds for chance in chances if _reaches(chance.gift, least)), Fraction())


def _reaches(gift: Gift, least: tuple[int, ...]) -> bool:
    return all(has >= wanted for has, wanted in zip(gift.amounts, least, strict=True))


def _gain(kind: Kind, before: Offer, after: Offer) -> Fraction:
    """How many more prizes of all other kinds a consumer may expect."""
    more = [chance.odds for chance in after.chances if chance.gift.kind != kind and not chance.rest]
    had = [chance.odds for chance in before.chances if chance.gift.kind != kind and not chance.rest]
    return max(sum(more, Fraction()) - sum(had, Fraction()), Fraction())


def _stock(chances: list[Chance], least: tuple[int, ...]) -> int | None:
    """How many rewards of a size or above there are; None without a bound."""
    stocks = [chance.gift.stock for chance in chances if _reaches(chance.gift, least)]
    return None if None in stocks else sum(stock for stock in stocks if stock is not None)


def _less(had: int | None, has: int | None) -> bool:
    return has is not None and (had is None or has < had)


def _caps(old: list[Chance], new: list[Chance], ours: bool, say: Wording) -> Iterator[tuple[Verdict, Label]]:
    had, has = _tightest(old), _tightest(new)
    for period in dict.fromkeys((*had, *has)):
        if had.get(period) != has.get(period):
            verdict = _verdict(_less(had.get(period), has.get(period)), ours)
            yield verdict, say.cap(old[0].gift, period, had.get(period), has.get(period))


def _locks(old: list[Chance], new: list[Chance], ours: bool, say: Wording) -> Iterator[tuple[Verdict, Label]]:
    """What opens the rewards, held against the rewards of the same size, or against all where none is left."""
    if {(one.gift.amounts, one.gift.lock) for one in old} == {
        (one.gift.amounts, one.gift.lock) for one in new
    }:
        return
    told: set[tuple[Key | None, Key | None]] = set()
    for had in old:
        rivals = [one for one in new if one.gift.amounts == had.gift.amounts] or new
        if any(one.gift.lock == had.gift.lock for one in rivals):
            continue
        worse = all(_harder(had.gift.lock, one.gift.lock) for one in rivals)
        if (had.gift.lock, rivals[0].gift.lock) not in told:
            told.add((had.gift.lock, rivals[0].gift.lock))
            yield _verdict(worse, ours), say.lock(had.gift, rivals[0].gift)


def _harder(had: Key | None, has: Key | None) -> bool:
    """Whether a lock asks for more, or something else, or leaves less time or less to fall back on."""
    if has is None or had is None:
        return has is not None
    other = (had.event, had.by_friend) != (has.event, has.by_friend) or not set(has.asked) <= set(had.asked)
    longer = has.wait is not None and (had.wait is None or _shorter(has.wait, had.wait))
    old, new = ([Chance(gift, Fraction(1)) for gift in key.lapsed] for key in (had, has))
    return other or longer or _shorter(had.term, has.term) or _lower(old, new)


def _shorter(had: Validity, has: Validity) -> bool:
    """Whether `has` may end earlier: n days end 24 n hours later at the earliest, a day after that at the latest."""
    match had, has:
        case (Days(old), Days(new)) | (Hours(old), Hours(new)):
            return new < old
        case Days(days), Hours(hours):
            return hours < 24 * (days + 1)
        case Hours(hours), Days(days):
            return 24 * days < hours
        case Until(old_end), Until(new_end):
            return new_end < old_end
    return True  # a date and a stretch of time: it depends on the day


def _tightest(chances: list[Chance]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for chance in chances:
        for period, limit in chance.gift.caps:
            found[period] = min(limit, found.get(period, limit))
    return found


def _pots(old: list[Chance], new: list[Chance], ours: bool, say: Wording) -> Iterator[tuple[Verdict, Label]]:
    """The budgets of blocks that bound a reward: the whole, and that of a day."""
    for daily in (False, True):
        had, has = _smallest(old, daily=daily), _smallest(new, daily=daily)
        for currency in dict.fromkeys((*had, *has)):
            before, after = had.get(currency), has.get(currency)
            if before != after:
                verdict = _verdict(_less(before, after), ours)
                yield verdict, say.pot(old[0].gift, currency, before, after, daily=daily)


def _smallest(chances: list[Chance], *, daily: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    for chance in chances:
        for currency, total, day in chance.gift.pots:
            bound = day if daily else total
            if bound is not None:
                found[currency] = min(bound, found.get(currency, bound))
    return found


def _spent(before: Offer, after: Offer, say: Wording) -> Iterator[tuple[Verdict, Label]]:
    """What follows when budget or stock is used up. A refusal leaves the code good; nothing uses it up."""
    had, has = _fallback(before), _fallback(after)
    if had == has or had is None or has is None:
        return
    if had is True or has is True:
        gives = has if had is True else had
        worse = (has is True) == bool(gives)
        yield ("worse" if worse else "better"), say.spent(had, has)
        return
    assert not isinstance(had, bool)
    assert not isinstance(has, bool)
    old, new = ([Chance(gift, Fraction(1)) for gift in gifts] for gifts in (had, has))
    yield ("worse" if _lower(old, new) else "better"), say.spent(had, has)


def _lower(old: list[Chance], new: list[Chance]) -> bool:
    """Whether anything of what was sure is less, whatever else comes."""
    return any(
        _falls([one for one in old if one.gift.kind == kind], [one for one in new if one.gift.kind == kind], Fraction())
        for kind in {chance.gift.kind for chance in old}
    )  # fmt: skip


def _fallback(offered: Offer) -> tuple[Gift, ...] | bool | None:
    """Everything that may follow; True when all that follows is a refusal."""
    found = [chance.gift.spent for chance in offered.chances if chance.gift.spent is not None]
    if not found:
        return None
    if all(one is True for one in found):
        return True
    gifts = (gift for one in found if not isinstance(one, bool) for gift in one)
    return tuple(dict.fromkeys(gifts))
