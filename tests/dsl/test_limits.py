"""Large and hostile texts: limits hold, nothing crashes, nothing takes long."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from dsl import check, compile_campaign, interpret
from dsl.limits import LARGEST_NUMBER, LINES, RULES, SOURCE_CHARACTERS
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "x"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 900,000.00 CNY
  channel sandbox_wallet
"""
#: Generous for a loaded machine; quadratic work on these texts would take minutes.
_SECONDS = 20


@pytest.mark.parametrize(
    "text",
    [
        "a\n" * (SOURCE_CHARACTERS // 2),
        "(" * 100_000,
        '"' * 100_000,
        " " * 100_000 + "give",
        _HEAD + "on scan\n" + "  give points 1\n" * 10_000,
        _HEAD + "".join(f"segment s{n} not s{n + 1}\n" for n in range(3_000)),
        _HEAD + "".join("  " * n + "when friend.is_new\n" for n in range(1, 400)),
        _HEAD + "on scan\n" + "".join(f"  give x{n} 1\n" for n in range(1_500)),
        "每天至多" * 400,
        "# \u202e" * 60_000,
    ],
    ids=lambda text: f"{text[:12]!r} {len(text)}",
)
def test_hostile_texts_are_answered_with_findings_in_good_time(text: str) -> None:
    begun = time.process_time()
    checked = check(text, VOCABULARY)
    assert time.process_time() - begun < _SECONDS
    assert checked.campaign is None
    assert 0 < len(checked.diagnostics) < 150


def test_as_many_rules_as_allowed_compile_and_decide() -> None:
    branches = "".join(f"  when consumer.claims is {n}\n    give points 1\n" for n in range((RULES - 2) // 2))
    text = f"{_HEAD}on scan\n{branches}  otherwise\n    give points 2\n"
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    event = {"event.at": datetime(2026, 10, 2, tzinfo=UTC), "consumer.claims": -1}
    program = compile_campaign(campaign)
    assert program.decide(0, event, _never) == interpret(campaign, 0, event, _never)


def test_a_fallback_that_many_rules_share_is_written_once() -> None:
    gives = "  give red_packet 1.00 CNY\n" * 200
    spare = "  if spent\n" + "    give points 1\n" * 200
    campaign = check(f"{_HEAD}on scan\n{gives}{spare}", VOCABULARY).campaign
    assert campaign is not None
    assert len(compile_campaign(campaign).source) < 60_000


def test_lines_beyond_the_limit_are_kept_but_not_read() -> None:
    text = _HEAD + "segment a friend.is_new\n" * LINES
    codes = {found.code for found in check(text, VOCABULARY).diagnostics}
    assert "BC0303" in codes


def test_no_number_is_larger_than_the_limit() -> None:
    text = f"{_HEAD}on scan\n  when consumer.claims over {LARGEST_NUMBER + 1}\n    give points 1\n"
    assert [found.code for found in check(text, VOCABULARY).diagnostics] == ["BC0512"]


def _never(site: int, scale: int) -> int:
    raise AssertionError("no draw here")
