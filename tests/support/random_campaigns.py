"""Random campaigns as text, and random events for them: every kind of line, fact and comparison.

A seed makes one campaign, so that a failing example can be made again. (Hypothesis draws the seeds; drawing
every word through it is thirty times slower.)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from dsl.values import Money

_HEAD = """campaign "Random"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in {zone}
  budget 900,000.00 CNY
  channel sandbox_wallet

coupon "cap-5" "5 yuan off" / "减5元"
  worth 5.00 CNY
  valid 7 days
{till}
offer "box" "Gift box" / "礼盒"
  sells 9521000100015
{sold}"""
T = TypeVar("T")

_REGIONS = ("CN", "CN-GD", "CN-GD-SZ", "CN-GX", "CN-BJ", "DE", "DE-BY")
_TILLS = (
    "",
    "  products 9521000100015, 9521000100022\n  lane 2, alongside at most 1 other\n",
    "  lane 1\n  outlets CN-GD, CN-BJ\n",
    "  goods 9521000100015\n  each person at most 2 a day, at most 9 in all\n",
    '  goods 9521000100015 for 1.00 CNY\n  outlets "S1", CN-GD, otherwise "not here" / "本店不参与"\n',
)
_SOLD = (
    "  buyers 2 at 35.91 CNY within 24 hours\n",
    "  single 39.90 CNY\n  buyers at least 10 at 29.90 CNY within 1 hour\n",
)
_ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
_SIZES = ("is", "is not", "over", "under", "at least", "at most")
_EXAMPLE_FACTS = (
    "claims 3",
    "consumer.claims is 0",
    "claims in the last 30 days 3",
    "consumer.claims in the last 7 days is 1",
    "friend.is_new yes",
    "is_new is no",
    "consumer.rank gold",
    'tags "regular"',
    'code.batch "B1"',
    "spent 5.00 CNY",
    "consumer.last_claim 3 days ago",
    "last_claim 2026-10-01 09:00",
    "code.region CN-GX",
)
_START = datetime(2026, 9, 30, 16, tzinfo=UTC)
_PHASES = (
    "phase p1 until 2026-10-05",
    "phase p2 from 2026-10-03 10:00 until 2026-10-20",
    "phase p3 from 2026-10-08",
    "phase p4 for the first 20 claims",
    "phase p5 until 2026-10-20 for the first 1 claim",
)


class RandomCampaign:
    """Makes one well-formed text; the checker may still refuse it, as for a phase that never applies."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._segments: list[str] = []
        self._scan = True
        self._tried = True
        self._locks = True

    def text(self) -> str:
        """The whole campaign."""
        lines = [_HEAD.format(zone=self._one(_ZONES), till=self._one(_TILLS), sold=self._one(_SOLD))]
        for name in ("alpha", "beta", "gamma")[: self._number(0, 3)]:
            lines.append(f"segment {name} {self._condition(2)}\n")
            self._segments.append(name)
        for name, points in (("silver", 0), ("gold", 500))[: self._number(0, 2)]:
            factor = self._one(("", ", points times 1.25", ", points times 2"))
            lines.append(f'tier "{name}" "{name.title()}" from {points} points a year{factor}\n')
        others = ("scan of in_lid code", "invitation", "silence of 30 days", 'tasting "Riesling"')
        for event in ("scan", *self._random.sample(others, self._number(0, 2))):
            self._scan = event.startswith("scan")
            self._tried = event != "redemption"
            self._locks = True
            body = [*self._budget(), *self._cells(), *self._block(2), "if spent", "  give points 1"]
            lines.append(f"on {event}\n" + "".join(f"  {line}\n" for line in body))
        lines += [self._example(number) for number in range(self._number(0, 2))]
        return "".join([*lines, *self._forecast()])

    def questions(self, number: int) -> str:
        """A campaign that asks conditions alone, each with its opposite: one trigger a condition."""
        lines = [_HEAD.format(zone=self._one(_ZONES), till=self._one(_TILLS), sold=self._one(_SOLD))]
        for batch in range(number):
            condition = self._condition(1)
            yes, no = f"when {condition}", f"when not ({condition})"
            lines.append(
                f'on scan of batch "{batch}"\n  {yes}\n    give points 1\n  {no}\n    give points 2\n'
            )
        return "".join(lines)

    def _forecast(self) -> list[str]:
        """A population and a forecast; what it expects need not come true."""
        if self._number(0, 2):
            return []
        figure = self._one(("cost per 1,000 scans under 9.00 CNY", "cost between 0.00 CNY and 5 CNY", "claims over 3",
                            "refusals at least 0", "budget lasts until 2026-10-20"))  # fmt: skip
        crowd = self._one(("consumers 40", "first 3 days", "with code.region 60.5% CN-GD, 39.5% CN"))
        of = self._one(("", ' of "all"', ' of "all", seed 3'))
        return [
            f'population "all"\n  {crowd}\n',
            f'forecast "f"\n  over {self._number(1, 50)} scans{of}\n  expect {figure}\n',
        ]

    def _example(self, number: int) -> str:
        """A test in the text; what it expects need not come true."""
        facts = self._random.sample(_EXAMPLE_FACTS, self._number(0, 4))
        given = f" with {', '.join(facts)}" if facts else ""
        place = self._one(("", " in CN-GD", " in CN-GD by consumer"))
        forced = self._one(("", "  draw 1 of 10,000\n"))
        forced += self._one(("", "", "  spent budget\n"))
        expected = self._one(("nothing", "refusal", "points 5 to consumer", 'coupon "k" from alliance "S"'))
        return f'test "t{number}"\n  at 2026-10-15 10:00\n  scan{place}{given}\n{forced}  expect {expected}\n'

    # ---- conditions

    def _condition(self, depth: int) -> str:
        shape = self._number(0, 5) if depth else 0
        match shape:
            case 3:
                word = self._one(("and", "or"))
                return f"({self._condition(depth - 1)}) {word} ({self._condition(depth - 1)})"
            case 4:
                inner = f"{self._condition(depth - 1)} or {self._condition(depth - 1)}"
                return f"{self._comparison()} and not ({inner})"
            case 5:
                return f"not ({self._condition(depth - 1)})"
        return self._comparison()

    def _comparison(self) -> str:
        if self._segments and self._number(0, 2) == 0:
            return self._one(self._segments)
        makers = (self._count, self._count, self._region, self._instant, self._date, self._money, self._other)
        return self._one(makers)()

    def _count(self) -> str:
        counts = (
            ("consumer.claims", 5),
            ("scan.hour", 23),
            ("event.opens", 2),
            (f"consumer.claims in the last {self._one((7, 30))} days", 5),
        )
        fact, most = self._one(counts)
        low, high = sorted((self._number(0, most), self._number(0, most)))
        return self._one(
            (
                f"{fact} {self._one(_SIZES)} {low}",
                f"{fact} between {low} and {high}",
                f"{fact} not in {low}, {high}",
            )
        )

    def _region(self) -> str:
        fact = self._one(("code.region", "scan.region", "consumer.region"))
        regions = self._random.sample(_REGIONS, self._number(1, 3))
        return f"{fact} {self._one(('in', 'not in'))} {', '.join(regions)}"

    def _instant(self) -> str:
        unit = self._one(("days", "hours", "minutes"))
        return f"consumer.last_claim {self._one(_SIZES[2:])} {self._number(0, 40)} {unit} ago"

    def _date(self) -> str:
        return f"consumer.last_claim {self._one(('before', 'since'))} 2026-10-{self._number(1, 31):02d}"

    def _money(self) -> str:
        low, currency = self._number(0, 9), self._one(("CNY", "CNY", "EUR"))
        sizes = (
            f"{self._one(_SIZES)} {low}.50 {currency}",
            f"between {low} {currency} and {low + 2} {currency}",
        )
        return f"consumer.spent {self._one(sizes)}"

    def _other(self) -> str:
        return self._one(
            (
                "friend.is_new",
                "friend.is_new is no",
                "friend.is_new is not yes",
                'consumer.tags has "regular"',
                'consumer.tags has no "wine"',
                "consumer.rank is gold",
                "consumer.rank not in gold, silver",
                "consumer.rank is not silver",
                'code.batch is "B1"',
                'code.batch in "B1", "B\\"2"',
                'code.batch is not "B1"',
            )
        )

    # ---- rules

    def _block(self, depth: int) -> list[str]:
        """Rules of one block; a refusal, when there is one, comes last."""
        lines: list[str] = []
        makers = (
            self._give,
            self._draw,
            *((self._choice, self._together, self._experiment) if depth else (self._give,)),
        )
        for _ in range(self._number(1, 3)):
            lines += self._one(makers)(depth)
        return lines + self._one(([], [], [], ["refuse"], ['refuse "no" / "不行"']))

    def _choice(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self._number(1, 3)):
            head = self._one((f"when {self._condition(2)}", f"when {self._condition(2)}", self._one(_PHASES)))
            lines += [head, *_indented([*self._budget(), *self._block(depth - 1), *self._spent()])]
        return lines + (["otherwise", *_indented(self._block(depth - 1))] if self._number(0, 1) else [])

    def _budget(self) -> list[str]:
        """What a block sets aside: a whole, that of a day."""
        return self._one(
            ([], [], ["budget 30,000.00 CNY"], ["budget 20,000.00 CNY, at most 900.00 CNY a day"])
        )

    def _cells(self) -> list[str]:
        """What an event sets aside for some people only; nothing inside it is locked then."""
        if self._number(0, 3):
            return []
        self._locks = False
        return [
            f"budget {self._number(10, 90)}.00 CNY{daily} when {self._condition(1)}"
            for daily in ("", ", at most 9.00 CNY a day")
        ]

    def _spent(self) -> list[str]:
        return self._one(([], [], ["if spent", "  refuse"], ["if spent", "  give points 2"]))

    def _experiment(self, depth: int) -> list[str]:
        lines = ["experiment offer"]
        for group in ("group a 60%", "group b 25.5%", "group c rest"):
            lines += _indented([group, *(_indented(self._give(depth)) if self._number(0, 3) else [])])
        return lines

    def _together(self, depth: int) -> list[str]:
        lines = ["together"]
        for head in (f"when {self._condition(1)}", self._one((*_PHASES, f"when {self._condition(1)}"))):
            lines += _indented([head, *_indented(self._give(depth))])
        return lines

    def _give(self, depth: int) -> list[str]:
        spent = self._one((None, "give points 1", "refuse", 'refuse "gone" / "发完了"'))
        gift, lapsed = self._locked()
        return [f"give {gift}", *lapsed, *(["  if spent", f"    {spent}"] if spent else [])]

    def _draw(self, depth: int) -> list[str]:
        if self._scan and self._number(0, 2) == 0:
            lots = [
                line for _ in range(self._number(1, 3)) for line in self._outcome(str(self._number(1, 9)))
            ]
            rest = ["rest nothing"] if self._number(0, 1) else self._outcome("rest")
            return [f"deal {self._number(28, 60)} codes", *_indented([*lots, *rest])]
        prizes: list[str] = []
        for _ in range(self._number(1, 2)):
            prizes += self._outcome(self._one(("1 in 3", "1 in 7", "10%", "0.5%", "2 in 9")))
        rest = ["rest nothing"] if self._number(0, 1) else self._outcome("rest")
        if self._number(0, 2) == 0 and self._tried:
            prizes += self._outcome(f"by try {self._number(2, 4)}")
        return ["draw", *_indented([*prizes, *rest])]

    def _outcome(self, odds: str) -> list[str]:
        """One gift on the line, or several below it."""
        if self._number(0, 2):
            gift, lapsed = self._locked()
            return [f"{odds} {gift}", *lapsed]
        return [odds, *(f"  {line}" for _ in range(self._number(1, 3)) for line in self._give(0))]

    def _locked(self) -> tuple[str, list[str]]:
        """A gift, sometimes locked, and what follows when it lapses."""
        gift = self._gift()
        if self._number(0, 3) or not self._locks:
            return gift, []
        event = self._one(
            ("scan", "scan of in_lid code", 'redemption of "cap-5"', 'redemption of "cap-5" by a friend')
        )
        term = self._one(("within 7 days", "within 36 hours", "until 2026-12-01 10:00"))
        wait = self._one(("", "", " then waits 24 hours"))
        lapsed = self._one(([], ["  if it lapses", "    give points 3"]))
        return f"{gift}, unlocked by {event} {term}{wait}", lapsed

    def _gift(self) -> str:
        reward = self._one(
            (
                f"points {self._number(1, 2_000):,}",
                f"red_packet {Money(self._number(1, 900), 'CNY')}",
                'coupon "cap-5"',
                'coupon "other" from alliance "Snacks"',
            )
        )
        return reward + self._one(
            ("", "", ", stock 3", ", at most 2 a day", ", at most 3 a month, stock 7", ", at most 4 a week")
        )

    # ---- chance

    def _number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def _one(self, choices: tuple[T, ...] | list[T]) -> T:
        return self._random.choice(choices)


def random_facts(random: Random) -> dict[str, object]:
    """Facts of an event in or around the campaign; any of them may be missing or None."""
    possible: dict[str, tuple[object, ...]] = {
        "consumer.claims": (None, *range(7)),
        "consumer.claims/7d": (None, *range(7)),
        "consumer.claims/30d": (None, *range(7)),
        "experiment.offer": tuple(range(0, 10_000, 97)),
        "phase.p4": (0, 5, 19, 20, 21),
        "phase.p5": (0, 1, 2),
        "scan.hour": (None, *range(24)),
        "event.opens": (None, *range(4)),
        "code.region": (None, *_REGIONS),
        "scan.region": (None, *_REGIONS),
        "consumer.region": (None, *_REGIONS),
        "consumer.last_claim": (
            None,
            *(_START + timedelta(days=12, hours=-17 * count) for count in range(80)),
        ),
        "consumer.rank": (None, "silver", "gold"),
        "consumer.tags": (None, (), ("regular",), ("regular", "wine"), ("beer", "wine")),
        "consumer.spent": (
            None,
            *(Money(fen, currency) for fen in range(0, 1_100, 50) for currency in ("CNY", "EUR")),
        ),
        "code.batch": (None, "B1", 'B"2', "B3"),
        "friend.is_new": (None, True, False),
        **{f"draw.misses{part}": (None, 0, 1, 2, 3, 4) for part in ("", "-2", "-3", "-4")},
    }
    facts: dict[str, object] = {
        "event.at": _START + timedelta(minutes=random.randint(-48 * 60, 33 * 24 * 60))
    }
    for name, values in possible.items():
        if random.random() < 0.9:
            facts[name] = random.choice(values)
    return facts


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
