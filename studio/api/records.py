"""Declarations made of others: objects, lists, and what may be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from engine.api import CURRENCY_EXPONENTS, Label, Money
from studio.api.faults import Fault, FaultyError
from studio.api.json_text import Json, escape
from studio.api.schemas import Choice, Document, Schema, Text, Whole, refuse

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Nullable(Schema[T | None], Generic[T]):
    """The inner declaration, or null for "there is none"."""

    inner: Schema[T]

    def read(self, value: Json, at: str) -> T | None:
        """None for null."""
        return None if value is None else self.inner.read(value, at)

    def document(self) -> Document:
        """A type list where that is enough, else a union with null."""
        document = self.inner.document()
        if isinstance(document.get("type"), str) and "enum" not in document:
            return {**document, "type": [document["type"], "null"]}
        return {"anyOf": [document, {"type": "null"}]}

    def parts(self) -> tuple[Schema[Any], ...]:
        """The inner declaration."""
        return (self.inner,)

    def from_text(self, text: str) -> Json:
        """As the inner declaration reads it; a parameter is never null, only left out."""
        return self.inner.from_text(text)


@dataclass(frozen=True, slots=True)
class Maybe(Nullable[T]):
    """A member that may be left out; left out and null mean the same."""


@dataclass(frozen=True, slots=True)
class ListOf(Schema[tuple[T, ...]], Generic[T]):
    """A list of at most `most` items."""

    inner: Schema[T]
    most: int | None = None

    def read(self, value: Json, at: str) -> tuple[T, ...]:
        """Every item, or the faults of all of them."""
        if not isinstance(value, list):
            raise refuse(at, "not_a_list", "Give a list here.", "此处应为列表。")
        if self.most is not None and len(value) > self.most:
            raise refuse(at, "too_many", f"Give at most {self.most} items.", f"最多 {self.most} 项。")
        items: list[T] = []
        faults: list[Fault] = []
        for index, item in enumerate(value):
            try:
                items.append(self.inner.read(item, f"{at}/{index}"))
            except FaultyError as error:
                faults.extend(error.faults)
        if faults:
            raise FaultyError(tuple(faults))
        return tuple(items)

    def document(self) -> Document:
        """An array."""
        document: Document = {"type": "array", "items": self.inner.document()}
        return document if self.most is None else {**document, "maxItems": self.most}

    def parts(self) -> tuple[Schema[Any], ...]:
        """The item's declaration."""
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Record(Schema[T], Generic[T]):
    """An object with exactly these members. `build` makes the program's value of them, by name."""

    name: str
    build: Callable[..., T]
    members: Mapping[str, Schema[Any]] = field(hash=False)
    about: Label | None = None

    def read(self, value: Json, at: str) -> T:
        """The built value, or the faults of all members, with unknown and missing names."""
        if not isinstance(value, dict):
            raise refuse(at, "not_an_object", "Give an object here.", "此处应为对象。")
        faults: list[Fault] = []
        for name in value:
            if name not in self.members:
                words = Label("This name is not known here.", "此处没有这个字段。")
                faults.append(Fault(f"{at}/{escape(name)}", "unknown_name", words))
        found: dict[str, Any] = {}
        for name, schema in self.members.items():
            place = f"{at}/{escape(name)}"
            if name not in value and not isinstance(schema, Maybe):
                faults.append(Fault(place, "missing", Label("This is missing.", "缺少此字段。")))
                continue
            try:
                found[name] = schema.read(value.get(name), place)
            except FaultyError as error:
                faults.extend(error.faults)
        if faults:
            raise FaultyError(tuple(faults))
        return self.build(**found)

    def document(self) -> Document:
        """A reference: the object itself is `definition()`, published once under `name`."""
        return {"$ref": f"#/components/schemas/{self.name}"}

    def definition(self) -> Document:
        """The object in full."""
        document: Document = {
            "type": "object",
            "properties": {name: schema.document() for name, schema in self.members.items()},
            "required": [name for name, schema in self.members.items() if not isinstance(schema, Maybe)],
            "additionalProperties": False,
        }
        return document if self.about is None else {"description": self.about, **document}

    def parts(self) -> tuple[Schema[Any], ...]:
        """The members' declarations."""
        return tuple(self.members.values())


def definitions(schemas: Iterable[Schema[Any]]) -> dict[str, Document]:
    """Every named record within `schemas`, by name. Raises ValueError when two share a name."""
    found: dict[str, Record[Any]] = {}
    waiting = list(schemas)
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, Record):
            if schema.name in found:
                if found[schema.name] is not schema:
                    raise ValueError(f"two records are named {schema.name}")
                continue
            found[schema.name] = schema
        waiting.extend(schema.parts())
    return {name: found[name].definition() for name in sorted(found)}


#: An amount of money: integer minor units (fen, cents) and the ISO 4217 code.
MONEY: Final = Record(
    "Money",
    lambda amount_minor, currency: Money(amount_minor, currency),
    {"amount_minor": Whole(), "currency": Choice(tuple(CURRENCY_EXPONENTS))},
    Label(
        "An amount in whole minor units (fen, cents) of a currency.", "以最小货币单位（分）的整数表示的金额。"
    ),
)
#: What goods cost: an amount that is never negative.
PRICE: Final = Record(
    "Price",
    lambda amount_minor, currency: Money(amount_minor, currency),
    {"amount_minor": Whole(0, 10**12), "currency": Choice(tuple(CURRENCY_EXPONENTS))},
    Label("An amount that is not negative, in whole minor units.", "非负金额，以最小货币单位的整数表示。"),
)
#: One text in both languages.
WORDS: Final = Record(
    "Words",
    Label,
    {"en": Text(2000, least=0, lines=True), "zh": Text(2000, least=0, lines=True)},
    Label("One text in English and Chinese.", "同一文本的英文与中文。"),
)
#: A name that a brand gives to something of its own.
NAME: Final = Record(
    "Name",
    Label,
    {"en": Text(100), "zh": Text(100)},
    Label("A name in English and Chinese.", "英文与中文名称。"),
)
