"""Events that a brand declares for itself: a name, parameters with their kinds and limits. Pure.

A declaration becomes a `TriggerWord` like an engine's or plugin's, so the language needs to know of nothing new; and a
count of how often it was told of a person, `times.NAME`, also over the last days.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from dsl.values import Label, Money
from dsl.vocabulary import FactWord, TriggerWord

ParamKind = Literal["count", "money", "text", "choice", "flag", "region", "instant"]
PARAM_KINDS: Final[tuple[ParamKind, ...]] = get_args(ParamKind)
#: The kinds that have a least and a greatest value; of a text they are its length.
LIMITED: Final[tuple[ParamKind, ...]] = ("count", "money", "text")
PARAMS_MAX, CHOICES_MAX, FIGURE_MAX, TEXT_MAX = 12, 20, 10**12, 200
#: How the fact begins that counts how often an event was told of a person.
TIMES: Final = "times."

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,31}")
_WORD: Final = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9_]{0,19}")
_CHOICE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True)
class EventParam:
    """One parameter. `minimum` and `maximum` bound a count, an amount in minor units, or the length of a text."""

    name: str
    word: str
    kind: ParamKind
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class EventDeclaration:
    """A brand's own event. Its English spelling is `name`, its Chinese one `label.zh`."""

    name: str
    label: Label
    params: tuple[EventParam, ...] = ()

    def trigger(self) -> TriggerWord:
        """The event as the language knows it."""
        en, zh = self.label.en, self.label.zh
        return TriggerWord(
            self.name, self.label,
            Label(f"an event of your own: {en}", f"品牌自定义事件：{zh}"),
            self.label,
            Label(f"At “{en}”", f"{zh}时"),
            facts=tuple(self._fact(one) for one in self.params),
        )  # fmt: skip

    def times(self) -> FactWord:
        """How often it was told of a person."""
        help_ = Label(
            f"how often “{self.label.en}” was told of the person before", f"此前“{self.label.zh}”的次数"
        )
        return FactWord(
            TIMES + self.name,
            Label(TIMES + self.name, f"次数.{self.label.zh}"),
            "count",
            help_,
            windowed=True,
        )

    def _fact(self, one: EventParam) -> FactWord:
        name = f"{self.name}.{one.name}"
        about = Label(one.name.replace("_", " "), one.word)
        return FactWord(name, Label(name, f"{self.label.zh}.{one.word}"), one.kind, about, one.choices)

    def stored(self) -> str:
        """As kept in the database."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def restored(text: str) -> EventDeclaration:
        """From what `stored` made."""
        kept = json.loads(text)
        params = tuple(EventParam(**{**one, "choices": tuple(one["choices"])}) for one in kept["params"])
        return EventDeclaration(kept["name"], Label(**kept["label"]), params)


def faults(declared: EventDeclaration, taken: Callable[[str, str], bool]) -> Iterator[tuple[str, Label]]:
    """What is wrong with a declaration: the place of each fault, as `params/0/name`, and the words.

    `taken` tells whether a spelling of a group (`event`, `fact`) belongs to the engine or a plugin.
    """
    if not _NAME.fullmatch(declared.name):
        yield (
            "name",
            Label("use 2 to 32 small letters, digits and _", "请使用 2 至 32 个小写字母、数字或下划线"),
        )
    elif taken("event", declared.name):
        yield "name", Label(f"`{declared.name}` is a word of the language", f"“{declared.name}”已被占用")
    if not 1 <= len(declared.label.en.strip()) <= 40:
        yield (
            "label/en",
            Label("write an English name, up to 40 characters", "请填写英文名称，最多 40 个字符"),
        )
    if not _WORD.fullmatch(declared.label.zh):
        yield "label/zh", _ONE_WORD
    elif taken("event", declared.label.zh):
        yield (
            "label/zh",
            Label(f"`{declared.label.zh}` is a word of the language", f"“{declared.label.zh}”已被占用"),
        )
    if len(declared.params) > PARAMS_MAX:
        yield "params", Label(f"at most {PARAMS_MAX} parameters", f"最多 {PARAMS_MAX} 个参数")
    for place, one in enumerate(declared.params):
        others = declared.params[:place]
        for field, words in _param_faults(one, others):
            yield f"params/{place}/{field}", words


def _param_faults(one: EventParam, others: tuple[EventParam, ...]) -> Iterator[tuple[str, Label]]:
    twice = Label("this name stands there twice", "名称重复")
    if not _NAME.fullmatch(one.name):
        yield (
            "name",
            Label("use 2 to 32 small letters, digits and _", "请使用 2 至 32 个小写字母、数字或下划线"),
        )
    elif any(one.name == other.name for other in others):
        yield "name", twice
    if not _WORD.fullmatch(one.word):
        yield "word", _ONE_WORD
    elif any(one.word == other.word for other in others):
        yield "word", twice
    if one.kind not in PARAM_KINDS:
        yield "kind", Label(f"use one of {', '.join(PARAM_KINDS)}", f"可用类型：{'、'.join(PARAM_KINDS)}")
    sound = 1 <= len(one.choices) <= CHOICES_MAX and all(map(_CHOICE.fullmatch, one.choices))
    if (one.kind == "choice") != bool(one.choices) or (one.choices and not sound):
        yield (
            "choices",
            Label(
                f"a choice has 1 to {CHOICES_MAX} words of small letters; other kinds have none",
                f"选项类型需 1 至 {CHOICES_MAX} 个小写英文选项，其他类型不填",
            ),
        )
    most = TEXT_MAX if one.kind == "text" else FIGURE_MAX
    least, greatest = one.minimum or 0, most if one.maximum is None else one.maximum
    bounded = one.minimum is not None or one.maximum is not None
    if bounded and (one.kind not in LIMITED or not 0 <= least <= greatest <= most):
        yield "maximum", Label(f"limits go from 0 to {most:,}", f"上下限应在 0 至 {most:,} 之间")


_ONE_WORD: Final = Label("write one Chinese word, up to 20 characters", "请填写一个中文词，最多 20 个字")


def outside(declared: EventDeclaration, told: Mapping[str, object]) -> tuple[str, Label] | None:
    """The parameter that is missing or outside its limits, and the words; None where all is well."""
    for one in declared.params:
        name = f"{declared.name}.{one.name}"
        if name not in told:
            return name, Label("this parameter is missing", "缺少此参数")
        value = told[name]
        figure = value.minor if isinstance(value, Money) else len(value) if isinstance(value, str) else value
        if one.kind not in LIMITED or not isinstance(figure, int):
            continue
        least, most = one.minimum or 0, one.maximum
        if figure < least or (most is not None and figure > most):
            end = "–" if most is None else f"{most:,}"
            return name, Label(f"from {least:,} to {end}", f"应在 {least:,} 至 {end} 之间")
    return None


@dataclass(frozen=True, slots=True)
class DeclaredEvent:
    """A brand's event in force: its declaration, the number of the change that made it so, when and by whom."""

    declaration: EventDeclaration
    number: int
    at: datetime
    by: str
