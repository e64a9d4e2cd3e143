"""How fast codes are made and recognised, against a plain Python Feistel run beside them.

Run with `python -m tests.benchmarks.codes`. Rounds are interleaved and medians taken, so that ratios hold on
a busy machine; absolute figures are for orientation. Goals on one core: 1 million codes a second exported,
50,000 recognised.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from engine.codes.batch import Batch, code_of
from engine.codes.code_file import CodeFile
from engine.codes.permutation import CodeKey, Permutation
from engine.codes.range_book import RangeBook
from engine.codes.ranges import RangeChange
from engine.codes.recogniser import Recognised, Recogniser
from tests.benchmarks.figures import Figure, quartiles

ROUNDS = 5
KEY = CodeKey(1, bytes(range(32)))
NOW = datetime(2026, 4, 1, tzinfo=UTC)
BATCH = Batch(1, "D", 1, 0, 1_000_000_000, "09521000100015", "in_lid", "benchmark", NOW)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def plain_code(index: int) -> str:
    """The baseline: the same network with BLAKE2b from the standard library, one symbol at a time."""
    left, right = divmod(index, 1 << 35)
    for number in range(10):
        block = number.to_bytes(1, "little") + right.to_bytes(8, "little")
        drawn = int.from_bytes(hashlib.blake2b(block, digest_size=8, key=KEY.secret).digest(), "little")
        left, right = right, left ^ (drawn & (1 << 35) - 1)
    value, text = left << 35 | right, ""
    for _ in range(14):
        value, digit = divmod(value, 32)
        text = SYMBOLS[digit] + text
    return text


def baseline(count: int = 5_000) -> int:
    """Codes made one at a time in plain Python."""
    for index in range(count):
        plain_code(index)
    return count


def exported(count: int = 1_000_000) -> int:
    """Lines written, each with an address."""
    for _ in CodeFile.of(BATCH, KEY, "url", "https://q.brand.cn", 1, count).lines():
        pass
    return count


_CODES = [code_of(BATCH, Permutation(KEY), serial) for serial in range(1, 20_001)]
_RECOGNISER = Recogniser([KEY], [BATCH])
_BOOK = RangeBook(
    RangeChange(1, 24 * n + 1, 24 * n + 24, "outlet", f"S{n}", NOW, NOW, "x") for n in range(10_000)
)


def recognised() -> int:
    """Genuine codes recognised one at a time, as scans come."""
    for code in _CODES:
        assert isinstance(_RECOGNISER.recognise(code), Recognised)
    return len(_CODES)


def statuses() -> int:
    """Status of one code at a time among ten thousand ranges."""
    for serial in range(1, 20_001):
        _BOOK.status(1, serial, NOW)
    return 20_000


def rate(work: Callable[[], int]) -> float:
    """Items a second."""
    start = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - start)


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """Codes a second over the baseline's."""
    works: dict[str, tuple[Callable[[], int], str]] = {
        "codes exported with addresses : plain Python Feistel": (exported, "1 million/s"),
        "codes recognised : plain Python Feistel": (recognised, "50,000/s"),
        "status among 10,000 ranges : plain Python Feistel": (statuses, ""),
    }
    rates: dict[str, list[float]] = {name: [] for name in works}
    ratios: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        base = rate(baseline)
        for name, (work, _) in works.items():
            rates[name].append(rate(work))
            ratios[name].append(rates[name][-1] / base)
    return [
        Figure(name, quartiles(ratios[name]), f"{statistics.median(rates[name]):,.0f}/s", goal)
        for name, (_, goal) in works.items()
    ]


if __name__ == "__main__":
    for figure in figures():
        print(figure)
