"""The figures of a simulation as sections of named rows, for one campaign, for two side by side, over seeds."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from dsl.campaign import Campaign
from dsl.instants import instant
from dsl.simulation import wording as words
from dsl.simulation.tally import Part, Tally
from dsl.values import Label, Money

#: Rows of regions that are told one by one.
REGIONS_TOLD = 12
#: Days that are told one by one; more are told by month.
DAYS_TOLD = 31


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the largest row of its section, from 0 to 1."""

    share: float


#: A number, an amount, words, an instant in words, a bar, or nothing.
Cell = int | Money | Label | str | Bar | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures. `key` is what makes it the same row in another simulation."""

    key: str
    name: Label
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a title. The first column, of names, has no heading."""

    title: Label
    headings: tuple[Label, ...]
    rows: tuple[Row, ...]


def report(tally: Tally, text: str) -> list[Section]:
    """The sections of one simulation. `text` is the campaign's, for the words of its lines."""
    currencies = _currencies(tally.campaign)
    source = [_tidy(line) for line in text.split("\n")]
    return [
        section
        for section in (
            _overview(tally, currencies),
            _pots(tally, source),
            _refusals(tally),
            _prizes(tally, source, currencies),
            _parts(words.RULES, _by_line(tally.lines, source), currencies, with_line=True),
            _parts(words.SEGMENTS, _by_name(tally.segments), currencies),
            _parts(words.REGIONS, _regions(tally.regions, currencies), currencies),
            _days(tally, currencies),
            _not_simulated(tally, source),
        )
        if section.rows
    ]


def _not_simulated(tally: Tally, source: list[str]) -> Section:
    """What is left out or taken for granted, so that nobody takes the figures for the whole campaign's."""
    left_out = [
        trigger.line
        for number, trigger in enumerate(tally.campaign.triggers)
        if trigger.kind != "scan" and number not in tally.tried
    ]
    rows = [Row(f"line {line}", Label(source[line - 1], source[line - 1]), (line,)) for line in left_out]
    rows += [
        Row(f"guard {guard} {fact}", words.unguarded(guard, fact), (None,)) for guard, fact in tally.unguarded
    ]
    if any(prize.intent.recipient == "dealer" for prize in tally.prizes.values()):
        rows.append(Row("dealers", words.DEALERS, (None,)))
    return Section(words.NOT_SIMULATED, (words.LINE,), tuple(rows))


def bands(tallies: Sequence[Tally]) -> Section:
    """How figures differ from seed to seed: lowest, middle and highest."""
    first = tallies[0]
    rows = [_band("claims", words.CLAIMS, [tally.total.claims for tally in tallies])]
    for currency in _currencies(first.campaign):
        spends = [Money(tally.total.spend[currency], currency) for tally in tallies]
        rows.append(_band(f"spend {currency}", words.spend(currency), spends))
        ends = sorted(tally.ended.get(currency, 2**62) for tally in tallies)
        told: list[Cell] = [_moment(end, first.campaign) if end < 2**62 else words.NEVER for end in ends]
        name = words.budget_ends(currency)
        label = Label(f"{name.en} {words.EARLIEST.en}", f"{name.zh}{words.EARLIEST.zh}")
        rows.append(Row(f"ends {currency}", label, (told[0], told[(len(told) - 1) // 2], told[-1])))
    title = Label(*(label.format(len(tallies)) for label in (words.SEEDS.en, words.SEEDS.zh)))
    return Section(title, (words.LOWEST, words.MIDDLE, words.HIGHEST), tuple(rows))


def side_by_side(ours: list[Section], theirs: list[Section]) -> list[Section]:
    """Each figure of two simulations beside each other, with its change. What only one has is nothing in the other."""
    found = []
    for title in dict.fromkeys(section.title for section in (*ours, *theirs)):
        pair = [next((one for one in side if one.title == title), None) for side in (ours, theirs)]
        found.append(_beside(title, *pair))
    return found


def _beside(title: Label, one: Section | None, other: Section | None) -> Section:
    headings: list[Label] = []
    for section in (one, other):
        headings += [h for h in section.headings if h not in headings] if section else []
    compared = [heading for heading in headings if heading not in (words.SHARE, words.LINE, words.KEPT_BACK)]
    sides = [{row.key: row for row in section.rows} if section else {} for section in (one, other)]
    rows = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        cells: list[Cell] = []
        for heading in compared:
            pair = [
                _at(side.get(key), section, heading)
                for side, section in zip(sides, (one, other), strict=True)
            ]
            cells += [*pair, _change(*pair)]
        known = sides[0].get(key) or sides[1][key]
        rows.append(Row(key, known.name, tuple(cells)))
    wide = [
        label
        for heading in compared
        for label in (
            Label(f"{heading.en} A", f"{heading.zh} A"), Label(f"{heading.en} B", f"{heading.zh} B"), words.CHANGE
        )
    ]  # fmt: skip
    return Section(title, tuple(wide), tuple(rows))


def _at(row: Row | None, section: Section | None, heading: Label) -> Cell:
    if row is None or section is None or heading not in section.headings:
        return None
    return row.cells[section.headings.index(heading)]


def _change(one: Cell, other: Cell) -> Cell:
    match one, other:
        case int(), int():
            return other - one
        case Money(), Money() if one.currency == other.currency:
            return other - one
        case None, (int() | Money()):
            return other
        case int(), None:
            return -one
        case Money(minor, currency), None:
            return Money(-minor, currency)
    return None


def _band(key: str, name: Label, values: Sequence[int | Money]) -> Row:
    ranked = sorted(values, key=lambda value: value.minor if isinstance(value, Money) else value)
    return Row(key, name, (ranked[0], ranked[(len(ranked) - 1) // 2], ranked[-1]))


def _told_apart(rows: list[Row]) -> tuple[Row, ...]:
    """Rows of one name, as for a line that stands in the text twice, are the first, the second and so on."""
    seen: Count[str] = Count()
    apart = []
    for row in rows:
        seen[row.key] += 1
        apart.append(replace(row, key=f"{row.key} {seen[row.key]}"))
    return tuple(apart)


def _currencies(campaign: Campaign) -> list[str]:
    return [budget.total.currency for budget in campaign.budgets]


def _scans_alone(tally: Tally) -> bool:
    """Whether people came with nothing but scans, apart from redemptions, which are counted by themselves."""
    kinds = {tally.campaign.triggers[number].kind for number in tally.tried}
    return kinds <= {"scan", "redemption"}


def _overview(tally: Tally, currencies: list[str]) -> Section:
    total = tally.total
    rows = [
        Row("scans", words.SCANS if _scans_alone(tally) else words.EVENTS, (total.scans,)),
        Row("consumers", words.CONSUMERS, (tally.consumers,)),
        Row("claims", words.CLAIMS, (total.claims,)),
        Row("refused", words.REFUSED, (total.scans - total.claims,)),
        *([Row("noted", words.NOTED, (tally.noted,))] if tally.noted else []),
    ]
    for budget in tally.campaign.budgets:
        currency, spent = budget.total.currency, total.spend[budget.total.currency]
        mean = Money((spent * 2_000 + total.scans) // (2 * total.scans or 1), currency)
        end = tally.ended.get(currency)
        rows += [
            Row(f"budget {currency}", words.budget(currency), (budget.total,)),
            Row(f"spend {currency}", words.spend(currency), (Money(spent, currency),)),
            Row(
                f"mean {currency}",
                words.per_thousand(currency) if _scans_alone(tally) else words.per_thousand_events(currency),
                (mean,),
            ),
            Row(
                f"ends {currency}",
                words.budget_ends(currency),
                (words.NEVER if end is None else _moment(end, tally.campaign),),
            ),
        ]
        if back := tally.returned[currency]:
            rows.append(Row(f"returned {currency}", words.returned(currency), (Money(back, currency),)))
    for coupon in tally.campaign.coupons:
        if count := tally.redeemed[coupon.id]:
            rows.append(Row(f"redeemed {coupon.id}", words.redeemed(coupon.id), (count,)))
            if coupon.where != "online":
                owed = Money(coupon.pays.minor * count, coupon.pays.currency)
                rows.append(Row(f"owed {coupon.id}", words.owed(coupon.id, owed.currency), (owed,)))
    return Section(words.OVERVIEW, (words.FIGURE,), tuple(rows))


def _pots(tally: Tally, source: list[str]) -> Section:
    rows = []
    for use in tally.pots.values():
        pot, name = use.pot, source[use.pot.line - 1]
        short: Cell = words.NEVER if use.short is None else _moment(use.short, tally.campaign)
        cells: tuple[Cell, ...] = (pot.line, pot.total, Money(use.spent, pot.total.currency), short)
        rows.append(Row(pot.key, Label(name, name), cells))
    headings = (words.LINE, words.BUDGET, words.SPENT, words.FIRST_SHORT)
    return Section(words.POTS, headings, tuple(rows))


def _refusals(tally: Tally) -> Section:
    found = [(reason, count) for reason, count in tally.refused.most_common() if count]
    most = max((count for _, count in found), default=1)
    rows = [Row(reason, words.REASONS[reason], (count, Bar(count / most))) for reason, count in found]
    return Section(words.REFUSALS, (words.SCANS, words.SHARE), tuple(rows))


def _prizes(tally: Tally, source: list[str], currencies: list[str]) -> Section:
    rows = []
    most = max((prize.given for prize in tally.prizes.values()), default=0) or 1
    for (line, reward), prize in sorted(tally.prizes.items()):
        name = source[line - 1] if line <= len(source) else reward
        why = [(words.REASONS[reason], count) for reason, count in prize.kept_back.most_common()]
        why += [(words.OPENED, prize.opened), (words.LAPSED, prize.lapsed)] if prize.intent.lock else []
        kept = Label(
            "; ".join(f"{count:,} {label.en}" for label, count in why),
            "；".join(f"{label.zh} {count:,}" for label, count in why),
        )
        cost = tuple(Money(prize.spend[currency], currency) for currency in currencies)
        cells: tuple[Cell, ...] = (line, prize.given, *cost, Bar(prize.given / most), kept)
        rows.append(Row(name, Label(name, name), cells))
    spends = tuple(words.spend(currency) for currency in currencies)
    headings = (words.LINE, words.GIVEN, *spends, words.SHARE, words.KEPT_BACK)
    return Section(words.PRIZES, headings, _told_apart(rows))


_Named = list[tuple[Label, int, Part]]


def _by_line(parts: Mapping[int, Part], source: list[str]) -> _Named:
    return [(Label(source[line - 1], source[line - 1]), line, part) for line, part in sorted(parts.items())]


def _by_name(parts: Mapping[str, Part]) -> _Named:
    ranked = sorted(parts.items(), key=lambda item: -item[1].scans)
    return [(Label(name, name), 0, part) for name, part in ranked]


def _regions(parts: Mapping[str | None, Part], currencies: list[str]) -> _Named:
    def size(part: Part) -> tuple[int, int]:
        return (sum(part.spend[currency] for currency in currencies[:1]), part.claims)

    ranked = sorted(parts.items(), key=lambda item: (size(item[1]), item[1].scans), reverse=True)
    told: _Named = [
        (Label(name, name) if name else words.UNKNOWN, 0, part) for name, part in ranked[:REGIONS_TOLD]
    ]
    if ranked[REGIONS_TOLD:]:
        others = Part()
        for _, part in ranked[REGIONS_TOLD:]:
            others.add(part.scans, part.claims, part.spend)
        told.append((words.OTHERS, 0, others))
    return told


def _days(tally: Tally, currencies: list[str]) -> Section:
    days = sorted(tally.days.items())
    if len(days) <= DAYS_TOLD:
        named: _Named = [(Label(*[date.fromordinal(day).isoformat()] * 2), 0, part) for day, part in days]
        return _parts(words.DAYS, named, currencies)
    months: dict[str, Part] = {}
    for day, part in days:
        month = date.fromordinal(day).isoformat()[:7]
        months.setdefault(month, Part()).add(part.scans, part.claims, part.spend)
    return _parts(words.MONTHS, [(Label(name, name), 0, part) for name, part in months.items()], currencies)


def _parts(title: Label, named: _Named, currencies: list[str], *, with_line: bool = False) -> Section:
    """The bar shows spend, or claims where nothing is spent."""
    sizes = [sum(part.spend[one] for one in currencies[:1]) for _, _, part in named]
    sizes = sizes if any(sizes) else [part.claims for _, _, part in named]
    most = (
        max((size for size, one in zip(sizes, named, strict=True) if one[0] != words.OTHERS), default=0) or 1
    )
    rows = []
    for (name, line, part), size in zip(named, sizes, strict=True):
        cost = tuple(Money(part.spend[currency], currency) for currency in currencies)
        cells: tuple[Cell, ...] = (
            part.scans,
            part.claims,
            *cost,
            None if name == words.OTHERS else Bar(size / most),
        )
        rows.append(Row(name.en, name, (line, *cells) if with_line else cells))
    spends = tuple(words.spend(currency) for currency in currencies)
    headings = (words.SCANS, words.CLAIMS, *spends, words.SHARE)
    return Section(title, (words.LINE, *headings) if with_line else headings, _told_apart(rows))


def _moment(at: int, campaign: Campaign) -> str:
    return f"{instant(at).astimezone(ZoneInfo(campaign.zone)):%Y-%m-%d %H:%M}"


def _tidy(line: str) -> str:
    """A line of the text without its comment and its column gaps."""
    text, quoted = "", False
    for char in line:
        quoted ^= char in '"“”'
        if char == "#" and not quoted:
            break
        text += char
    return " ".join(text.split())
