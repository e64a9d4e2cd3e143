"""Completion offers what can be read at a place, in the language of the text, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsl import complete, format_text, parse
from tests.support.vocabulary import VOCABULARY

_BEFORE = 'campaign "x"\nsegment newcomer consumer.claims is 0\ncoupon "cap-5" "x"\n'
_SAMPLES = sorted((Path(__file__).parent / "campaigns").glob("*.cap"))


def _offered(text: str, lang: str | None = None) -> list[str]:
    return [offer.text for offer in complete(text, len(text), VOCABULARY, lang)]


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        (
            "",
            [
                "campaign",
                "shared",
                "constant",
                "tier",
                "prize",
                "offer",
                "coupon",
                "segment",
                "on",
                "test",
                "population",
                "forecast",
            ],
        ),
        ("on scan\n  gi", ["give"]),
        ("constant small 1.88 CNY\non scan\n  give red_packet sm", ["small"]),
        ("on scan\n  when consumer.claims in the l", ["in the last"]),
        ("on scan\n  experiment offer\n    ", ["group"]),
        ("on scan\n  together\n    ", ["phase", "when"]),
        ("on scan\n  give ", ["red_packet", "points", "coupon", "prize"]),
        ("on scan\n  give points 5 to ", ["consumer", "referrer", "clerk", "owner", "store", "dealer"]),
        ("on scan\n  give points 5, at mo", ["at most"]),
        ("on scan\n  give coupon ", ['"cap-5"', "from alliance", "to"]),
        ("on redemption of ", ['"cap-5"']),
        ("on scan\n  when new", ["newcomer"]),
        ("on scan\n  when consumer.rank is ", ["silver", "gold"]),
        ("on scan\n  when consumer.last_claim over 3 ", ["days", "hours", "minutes", "and", "or"]),
        ("on scan\n  draw\n    5% ", ["red_packet", "points", "coupon", "prize", "nothing"]),
        ("on scan\n  draw\n    ", ["overall", "if spent", "by try", "rest"]),
        ('population "all"\n  ', ["consumers", "first", "redeems", "invites", "with"]),
        ('population "all"\n\nforecast "x"\n  over 10 scans of ', ['"all"']),
        ('forecast "x"\n  expect b', ["budget"]),
        ('campaign "x"\n  page ', ["theme_plain", "theme_story"]),
        ("# gi", []),
        ('brand "gi', []),
        ("?? gi", []),
    ],
)
def test_offers_are_what_the_grammar_and_the_vocabulary_allow(text: str, offers: list[str]) -> None:
    assert _offered(_BEFORE + text) == offers


def test_a_chinese_text_is_completed_in_chinese() -> None:
    assert _offered('活动 "x"\n当 扫码\n  发 ') == ["红包", "积分", "优惠券", "奖品"]
    assert _offered('活动 "x"\n当 扫码\n  如') == ["如果"]
    assert _offered("on scan\n  ", "zh-CN")[:2] == ["预算", "阶段"]


def test_an_offer_replaces_what_is_typed_and_explains_itself() -> None:
    text = _BEFORE + "on scan\n  give red"
    (offer,) = complete(text, len(text), VOCABULARY)
    assert text[offer.start : offer.end] == "red"
    assert offer.detail.zh == "发到用户钱包的现金红包。"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_the_word_that_really_stands_somewhere_is_offered_at_its_first_letter(
    path: Path, language: str
) -> None:
    text = format_text(path.read_text(encoding="utf-8"), VOCABULARY, language)
    own = {
        match
        for line in text.splitlines()
        for match in re.findall(r"^(?:segment|人群|  phase|  阶段) (\S+)", line)
    }
    missed = []
    for line in parse(text).lines:
        for leaf in line.read.spoken:
            if (
                len(leaf.text) > 1
                and leaf.kind == "word"
                and leaf.text not in own
                and not re.match(r"CN-|Asia|claims|领取次数|天前", leaf.text)
            ):
                offers = [offer.text for offer in complete(text, leaf.start + 1, VOCABULARY, language)]
                if not any(leaf.text in offer or leaf.text.startswith(offer) for offer in offers):
                    missed.append((line.read.number, leaf.text, offers))
    assert missed == []
