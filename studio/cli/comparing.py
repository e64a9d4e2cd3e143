"""`diff`: what one campaign file changes in another, in words and money."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from engine.api import CURRENCY_EXPONENTS, Change, Comparison, CostMove, Label, Language, load_language
from studio.cli.opening import PLUGINS
from studio.cli.stopping import FOUND, GOOD, Cannot
from studio.cli.texts import Commands, whole

_MARKS: Final = {"better": "+", "worse": "-", "neutral": " "}
_ALLOWED: Final = Label(
    "A running campaign may change so: nobody is worse off.", "活动进行中可以这样修改：没有人吃亏。"
)
_REFUSED: Final = Label(
    "A running campaign may not change so: what is marked - is to the consumer's loss.",
    "活动进行中不能这样修改：标有 - 的改动会让消费者吃亏。",
)
_EQUAL: Final = Label(
    "For consumers, the two are the same.", "对消费者而言，两者没有区别。"
)  # fmt: skip
_SAMPLED: Final = Label(
    "There are too many kinds of consumers to try them all; 20,000 were tried.",
    "消费者的情形过多，无法逐一比较；抽取了 20,000 种。",
)


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    diff = commands.add_parser(
        "diff",
        help="tell what changes from one campaign file to another, in words and money",
        description="Tell what changes from one campaign file to another: dates, money, limits, coupons, rewards and "
        "odds, for whom, and whether a running campaign may change so. Lines that only moved and names that only "
        "changed do not count. Ends with 0 when a running campaign may change so, with 1 when it may not.",
        epilog="example: bottlecap diff live.cap draft.cap --lang zh",
    )
    diff.add_argument("before", metavar="A", help="campaign file as it is")
    diff.add_argument("after", metavar="B", help="campaign file as it shall be; - reads the standard input")
    diff.add_argument("--json", action="store_true", help="as JSON, for programs")
    diff.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the words")
    diff.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the changes."""
    language = load_language(PLUGINS)
    before, after = (_sound(language, name, given.lang) for name in (given.before, given.after))
    found = language.compare(before, after)
    assert found is not None, "both texts are sound"
    if given.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        for line in as_lines(found, given.lang):
            print(line)
    return GOOD if found.allowed else FOUND


def _sound(language: Language, name: str, lang: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Cannot(f"{name} is not UTF-8 text: byte {error.start + 1} cannot be read") from error
    except OSError as error:
        raise Cannot(f"{name} cannot be read: {error.strerror}") from error
    text = whole(language, name, text)
    if any(problem.severity == "error" for problem in language.problems(text)):
        print(language.report(text, name, lang), file=sys.stderr)
        raise Cannot(f"{name} has errors; see `bottlecap check`")
    return text


def as_lines(found: Comparison, lang: str) -> Iterator[str]:
    """The comparison for people: `+` is better for consumers, `-` is worse."""
    for change in found.changes:
        where = [one[lang] for one in (change.event, change.who) if one.en]
        yield f"{_MARKS[change.verdict]} {change.what[lang]}"
        if where:
            yield f"    {'；'.join(where) if lang == 'zh' else '; '.join(where)}"
    for cost in found.costs:
        yield f"  {_cost(cost)[lang]}"
    if not found.exhaustive:
        yield _SAMPLED[lang]
    if all(change.verdict == "neutral" for change in found.changes):
        yield _EQUAL[lang]
    yield (_ALLOWED if found.allowed else _REFUSED)[lang]


def _cost(cost: CostMove) -> Label:
    def figure(minor: Fraction | int) -> str:
        return f"{float(minor) / 10 ** CURRENCY_EXPONENTS[cost.currency]:,.4g}"

    mean = f"{figure(cost.mean_before)} → {figure(cost.mean_after)} {cost.currency}"
    most = f"{figure(cost.most_before)} → {figure(cost.most_after)} {cost.currency}"
    return Label(
        f"cost of a {cost.event.en}, dearest consumer: {mean} on average, {most} at most",
        f"每次{cost.event.zh}的成本（最高的消费者）：平均 {mean}，至多 {most}",
    )


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison for programs. Means are exact fractions of minor units."""
    return {
        "allowed": found.allowed,
        "exhaustive": found.exhaustive,
        "changes": [_change(one) for one in found.changes],
        "costs": [
            {
                "event": _both(one.event),
                "currency": one.currency,
                "mean_minor": [str(one.mean_before), str(one.mean_after)],
                "most_minor": [one.most_before, one.most_after],
            }
            for one in found.costs
        ],
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "verdict": one.verdict,
        "what": _both(one.what),
        "event": _both(one.event),
        "who": _both(one.who),
    }


def _both(label: Label) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}
