"""Reading a text: nothing is lost, names may look like keywords, both languages mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import check, parse
from dsl.limits import DEPTH
from tests.support.vocabulary import VOCABULARY

_SAMPLES = sorted((Path(__file__).parent / "campaigns").glob("*.cap"))
_PIECES = st.sampled_from(
    [
        *("campaign", "活动", "give", "发红包", "if spent", "every", "每天至多", "CN-GD", "元", "🎉"),
        *(" ", "\t", "\u3000", "\n", "\r\n", "\r", "\x00", "\u2028", "\u202e", "\ufeff"),
        *('"', "“开盖”", "#", "1,000.50", "2026-10-01", "09:00", "%", "，", "(", "//", "-"),
    ]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=200) | st.lists(_PIECES, max_size=40).map("".join))
def test_every_character_belongs_to_exactly_one_leaf(text: str) -> None:
    leaves = list(parse(text).leaves())
    assert "".join(leaf.text for leaf in leaves) == text
    assert [leaf.start for leaf in leaves] == [
        sum(len(leaf.text) for leaf in leaves[:n]) for n in range(len(leaves))
    ]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(_SAMPLES), st.data())
def test_a_damaged_campaign_is_read_and_checked_without_a_crash(path: Path, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    damaged = text[:start] + data.draw(_PIECES) + text[start + data.draw(st.integers(0, 12)) :]
    assert "".join(leaf.text for leaf in parse(damaged).leaves()) == damaged
    check(damaged, VOCABULARY)


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_a_broken_line_leaves_the_rest_understood(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    whole = parse("\n".join(lines))
    place = next(number for number, line in enumerate(lines) if line.lstrip().startswith(("give", "发")))
    indent = lines[place][: -len(lines[place].lstrip())]
    broken = parse("\n".join([*lines[:place], f"{indent}?!", *lines[place + 1 :]]))
    kept = [line.says for number, line in enumerate(broken.lines) if number != place]
    assert kept == [line.says for number, line in enumerate(whole.lines) if number != place]
    assert broken.lines[place].broken
    assert [found.span.line for found in broken.diagnostics] == [place + 1]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ('campaign "x"', '活动 "x"'),
        ("runs 2026-10-01 to 2026-10-07 in Asia/Shanghai", "时间2026-10-01至2026-10-07时区 Asia/Shanghai"),
        ("limit 3 claims per consumer a day", "限领每人每天3次"),
        ("limit 3 claims per outlet", "限领 每店 3 次"),
        ("valid 24 hours", "有效 24 小时"),
        ("valid until 2026-10-14", "有效 截至 2026-10-14"),
        ("at stores", "在门店"),
        ("segment s a over 30 days ago", "人群 s a 超过30天前"),
        ("segment s not (a or b) and c", "人群 s 非（a 或 b）且 c"),
        ("segment s a between 1 and 2 and b", "人群 s a 介于 1 与 2 且 b"),
        ("segment s a not in CN-GD, CN-GX", "人群 s a 不属于 CN-GD、CN-GX"),
        ("segment s a is yes or b is not no", "人群 s a 为 是 或 b 不为 否"),
        ("on scan of 9521000100015", "当扫码9521000100015"),
        ('on scan of batch "B"', "当 扫码 批次 “B”"),
        ("phase p from 2026-10-01 until 2026-10-02 09:30", "阶段 p 从 2026-10-01 截至 2026-10-02 09：30"),
        ("1 in 10,000 a 5", "每10,000中1 a 5"),
        ("rest nothing", "其余无"),
        ("give a 5, at most 3 a month, at most 5 in all", "发 a 5，每月至多3次，总共至多5次"),
        ("if spent", "若已发完"),
        ("draw 1 of 10", "抽奖 1/10"),
        ("scan of 9521000100015 in CN-GD", "扫码 9521000100015 于 CN-GD"),
        ("invitation with a yes, b no", "受邀 其 a 是，b 否"),
        ("invitation with a 1, b yes", "受邀 其 a 是 1，b 是"),
        ("expect refusal", "期望 拒绝"),
    ],
)
def test_both_spellings_are_the_same_line(english: str, chinese: str) -> None:
    one, other = parse(english).lines[0].says, parse(chinese).lines[0].says
    assert one is not None
    assert one == other


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("limit 1 claim per consumer", "limit 1 claims per consumer"),
        ("if the budget is spent", "if spent"),
        ("segment s a more than 3", "segment s a over 3"),
        ("valid 1 day", "valid 1 days"),
        ("give a 5, at most 3 times", "give a 5, at most 3 in all"),
        ("Give a 5", "give a 5"),
        ("on scan of in_lid code 9521000100015", "on scan of in_lid code of 9521000100015"),
        ("segment s (a and b) and c", "segment s a and b and c"),
        ("budget 1200.00 CNY", "budget 1,200.00 CNY"),
    ],
)
def test_other_wordings_mean_the_same(short: str, long: str) -> None:
    assert parse(short).lines[0].says == parse(long).lines[0].says is not None


@pytest.mark.parametrize("name", ["draw", "page", "not_me", "give", "in", "节日", "发", "当"])
def test_a_segment_may_have_the_name_of_a_keyword(name: str) -> None:
    says = parse(f"segment {name} consumer.claims is 0").lines[0].says
    assert says is not None
    assert getattr(says, "name").text == name  # noqa: B009  # any line may come here


def test_places_count_from_one_also_behind_a_mark_of_byte_order() -> None:
    (found,) = parse("\ufeffcampain").diagnostics
    assert (found.span.line, found.span.column, found.span.start) == (1, 1, 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_usual_way(newline: str) -> None:
    source = parse(newline.join(["on scan", "  give points 10", ""]))
    assert [len(block.children) for block in source.campaign] == [1]
    assert len(source.lines) == 2


def test_tabs_and_wide_spaces_indent() -> None:
    source = parse("on scan\n\twhen a\n\t\tgive points 1\non invitation\n　give points 1\n")
    assert [len(block.children) for block in source.campaign] == [1, 1]
    assert source.diagnostics == ()


def test_blocks_nest_to_the_limit_and_no_deeper() -> None:
    text = "on scan\n" + "".join(" " * depth + "when a\n" for depth in range(1, DEPTH - 1))
    assert parse(text + " " * (DEPTH - 1) + "give points 1\n").diagnostics == ()
    deeper = text + " " * (DEPTH - 1) + "when a\n" + " " * DEPTH + "give points 1\n"
    assert [found.code for found in parse(deeper).diagnostics] == ["BC0304"]


def test_an_empty_text_is_no_campaign() -> None:
    assert [found.code for found in check("", VOCABULARY).diagnostics] == ["BC0901"]
