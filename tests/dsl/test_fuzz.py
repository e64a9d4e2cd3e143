"""No text makes the language crash or hang: random texts, spoilt campaigns, bytes, deep nesting, huge lines.

`BOTTLECAP_FUZZ=100000` tries that many texts of each sort; without it some dozens.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dsl import check, compile_campaign, complete, format_text, parse, render, run_tests
from dsl.keywords import KEYWORDS
from dsl.limits import LINES, SOURCE_CHARACTERS
from dsl.service import Document, fixes, folds, hover, name_at, rename, symbols
from tests.support.random_campaigns import RandomCampaign
from tests.support.vocabulary import VOCABULARY

_TEXTS: Final = int(os.environ.get("BOTTLECAP_FUZZ", "60"))
#: Everything that is asked about one small text takes no more seconds of a processor.
SECONDS_A_SMALL_TEXT: Final = 10
#: Reading and checking a large text takes no more.
SECONDS_A_LARGE_TEXT: Final = 40
_SAMPLES: Final = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "campaigns").glob("*.cap"))
]
_PIECES: Final = (
    *(word.en for word in KEYWORDS.values()), *(word.zh for word in KEYWORDS.values()),
    "\n", "\n  ", "\n      ", "\t", "\r\n", "\r", "\u2028", "\x0b", "\x00", "\ufeff", "\u202e", "\u3000", "🎁", "\ud800",
    '"', "“", "”", "\\", '"\\', "(", ")", "((((", "/", "%", ",", "、", "#", "¥", "0", "-1", "1.88", "00000000000001",
    "9" * 40, "9,999,999,999,999", "2026-10-01", "2026-02-30", "0000-00-00", "9999-12-31", "24:00", "10:00+99:99",
    "CN-GD", "consumer.claims", "消费者.领取次数", "red_packet", "红包", "points", "元", "CNY", "KWD", "1 in 3", "33.3333333%",
)  # fmt: skip

_often = settings(
    max_examples=_TEXTS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _served(text: str, random: Random) -> None:
    """Ask everything about a text; what has no words or no place is a failure."""
    started = time.process_time()
    source = parse(text)
    assert "".join(leaf.text for leaf in source.leaves()) == text
    document = Document(text, VOCABULARY)
    checked = document.checked
    assert (checked.campaign is None) == any(one.severity == "error" for one in checked.diagnostics)
    strange = any(one.code.startswith("BC04") for one in checked.diagnostics)
    for lang in ("en", "zh"):
        render(checked.diagnostics, text, lang=lang)
        tidy = format_text(text, VOCABULARY, lang)
        again = format_text(tidy, VOCABULARY, lang)
        assert again == tidy or strange  # an unknown name may be spelled like a keyword of the other language
    for found in checked.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(text)
    if checked.campaign is not None:
        run_tests(compile_campaign(checked.campaign))
    for _ in range(3):
        offset = random.randint(0, len(text))
        complete(text, offset, VOCABULARY)
        hover(document, offset)
        if name_at(document, offset) is not None:
            rename(document, offset, random.choice(_PIECES))
    symbols(document)
    folds(document)
    fixes(document, 0, len(text))
    assert time.process_time() - started < SECONDS_A_SMALL_TEXT


def _spoilt(seed: int) -> str:
    """A sound campaign after a few accidents."""
    random = Random(seed)
    text = random.choice(_SAMPLES) if random.random() < 0.7 else RandomCampaign(seed).text()
    for _ in range(random.randint(1, 6)):
        text = random.choice(_ACCIDENTS)(text, random)
    return text[:20_000]


def _cut(text: str, random: Random) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + text[start + random.randint(1, 30) :]


def _insert(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(_PIECES) + text[at:]


def _repeat(text: str, random: Random) -> str:
    start = random.randrange(len(text) + 1)
    piece = text[start : start + random.randint(1, 60)]
    return text[:start] + piece * random.randint(2, 4) + text[start:]


def _swap_lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _indent(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    place = random.randrange(len(lines))
    lines[place] = " " * random.randint(0, 9) + lines[place].lstrip(" ")
    return "".join(lines)


def _swap_words(text: str, random: Random) -> str:
    words = text.split(" ")
    one, other = random.randrange(len(words)), random.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


_ACCIDENTS: Final[tuple[Callable[[str, Random], str], ...]] = (
    _cut, _insert, _repeat, _swap_lines, _indent, _swap_words,
)  # fmt: skip


@_often
@given(st.integers(0, 2**63))
def test_a_spoilt_campaign_is_read(seed: int) -> None:
    _served(_spoilt(seed), Random(seed))


@_often
@given(st.text(st.characters(), max_size=200), st.integers(0, 2**31))
@example("\ud800", 0)
@example("\ufeff", 0)
@example("", 0)
def test_any_text_is_read(text: str, seed: int) -> None:
    _served(text, Random(seed))


@_often
@given(st.lists(st.sampled_from(_PIECES), max_size=60), st.integers(0, 2**31))
def test_any_words_of_the_language_are_read(pieces: list[str], seed: int) -> None:
    _served(" ".join(pieces), Random(seed))


@_often
@given(st.binary(max_size=300), st.sampled_from(["latin-1", "utf-8", "gb18030", "utf-16-le"]))
def test_any_bytes_are_read_as_text(content: bytes, encoding: str) -> None:
    _served(content.decode(encoding, "replace"), Random(0))


@pytest.mark.parametrize(
    "text",
    [
        "campaign " * (SOURCE_CHARACTERS // 9),
        "(" * SOURCE_CHARACTERS,
        "segment a " + "not " * 400 + "b",
        "segment a " + "(" * 900 + "b" + ")" * 900,
        "segment a " + " and ".join(["b"] * 220),
        "segment a consumer.claims in " + ", ".join(["1"] * 600),
        "\n" * (SOURCE_CHARACTERS // 8),
        "#\n" * (SOURCE_CHARACTERS // 16),
        "on scan\n" + "".join(" " * depth + "otherwise\n" for depth in range(600)),
        "给" * SOURCE_CHARACTERS,
        ("每天至多" * 400 + "\n") * 160,
        "give points 1\n" * (LINES + 1),
        '"' + "\\" * 1_900,
        ("when " + "a or " * 390 + "a\n") * 30,
        "1" * 1_999,
        "  budget " + "9" * 1_900 + " CNY",
        "on scan\n  draw\n" + "    1 in 999,999,937 points 1\n" * 480 + "    rest nothing\n",
    ],
    ids=lambda text: text[:12].encode("unicode_escape").decode(),
)
def test_deep_wide_and_long_texts_end_in_time(text: str) -> None:
    started = time.process_time()
    document = Document(text, VOCABULARY)
    assert document.checked.campaign is None
    format_text(text, VOCABULARY)
    complete(text, len(text), VOCABULARY)
    symbols(document)
    folds(document)
    assert time.process_time() - started < SECONDS_A_LARGE_TEXT


def test_a_campaign_at_the_limits_is_checked_in_time() -> None:
    """As many segments and rules as may be, each reading a fact of its own values."""
    head = 'campaign "x"\n  brand "b"\n  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai\n'
    segments = "".join(f"segment s{number} consumer.claims is {number}\n" for number in range(200))
    rules = "".join(f"  when s{number}\n    give points {number + 1}\n" for number in range(200))
    started = time.process_time()
    checked = check(f"{head}{segments}on scan\n{rules}  otherwise\n    give points 1\n", VOCABULARY)
    assert checked.campaign is not None
    assert time.process_time() - started < SECONDS_A_LARGE_TEXT
