"""One declaration checks a body, names every fault by its pointer, and is the published schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.api import Money
from studio.api.faults import Fault
from studio.api.json_text import decode
from studio.api.openapi import describe
from studio.api.records import MONEY, PRICE, Record, definitions
from studio.api.routes import OPERATIONS
from studio.api.schemas import Identifier, Instant, Text, parse

BODIES = {operation.name: operation.body for operation in OPERATIONS if operation.body is not None}


def faults(schema: Any, text: str) -> dict[str, str]:
    read = parse(schema, decode(text.encode()))
    assert isinstance(read, tuple), read
    assert all(isinstance(fault, Fault) for fault in read)
    return {fault.pointer: fault.code for fault in read}


def test_all_faults_are_named_at_once_by_their_pointers() -> None:
    """A caller mends a body in one round."""
    text = '{"code":"","consumer":{"ref":"a b","nick/name":1},"region":"Guangdong","extra":0}'
    assert faults(BODIES["claimCode"], text) == {
        "/code": "too_short",
        "/consumer/ref": "wrong_form",
        "/consumer/nick~1name": "unknown_name",
        "/region": "wrong_form",
        "/extra": "unknown_name",
    }


@pytest.mark.parametrize("amount", ["2.88", "288.0", "2e2", '"288"', "true", "null", "9007199254740993"])
def test_an_amount_is_whole_minor_units_or_refused(amount: str) -> None:
    """No float, text or flag passes for money."""
    found = faults(PRICE, f'{{"amount_minor":{amount},"currency":"CNY"}}')
    assert set(found) == {"/amount_minor"}


def test_money_is_read_exactly() -> None:
    """Minor units stay what they are."""
    assert parse(MONEY, decode(b'{"amount_minor":288,"currency":"CNY"}')) == Money(288, "CNY")
    assert faults(PRICE, '{"amount_minor":-1,"currency":"CNY"}') == {"/amount_minor": "too_small"}
    assert faults(PRICE, '{"amount_minor":1,"currency":"XXX"}') == {"/currency": "not_a_choice"}


@pytest.mark.parametrize("text", ["0", "007", "-1", "1.0", "", "１", str(2**63), "9" * 30])
def test_an_id_is_plain_digits_of_a_positive_64_bit_number(text: str) -> None:
    """Each thing has exactly one name."""
    assert isinstance(parse(Identifier(), text), tuple)


def test_the_largest_id_is_read() -> None:
    """Up to 2**63 - 1."""
    assert parse(Identifier(), str(2**63 - 1)) == 2**63 - 1


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01",
        "2026-10-01T00:00:00",
        "2026-02-30T00:00:00Z",
        "2026-10-01 00:00:00Z",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_moment_needs_its_offset_and_must_exist(text: str) -> None:
    """Local times without an offset are refused."""
    assert isinstance(parse(Instant(), text), tuple)


@pytest.mark.parametrize(
    "text", ["2026-10-01T00:00:00+08:00", "2026-09-30T16:00:00Z", "2026-09-30t16:00:00.000z"]
)
def test_a_moment_is_read_in_utc(text: str) -> None:
    """Any offset names the same moment."""
    assert parse(Instant(), text) == datetime(2026, 9, 30, 16, tzinfo=UTC)


def test_control_characters_are_refused_outside_campaign_texts() -> None:
    """A line break in a name would forge a second line in an export."""
    assert isinstance(parse(Text(10), "a\nb"), tuple)
    assert parse(Text(10, lines=True), "a\nb") == "a\nb"
    assert isinstance(parse(Text(10, lines=True), "a\0b"), tuple)


@pytest.mark.parametrize("name", sorted(BODIES))
@given(data=st.data())
def test_reading_agrees_with_the_published_schema(name: str, data: st.DataObject) -> None:
    """What is accepted satisfies the schema, and what breaks the schema is refused."""
    body = BODIES[name]
    assert isinstance(body, Record)
    validator = _published(body.name)
    value = data.draw(_values(body.members))
    accepted = not _is_faulty(parse(body, decode(json.dumps(value).encode())))
    if accepted:
        assert validator.is_valid(value)
    if not validator.is_valid(value):
        assert not accepted


@cache
def _published(name: str) -> Draft202012Validator:
    components = describe(OPERATIONS, "en")["components"]
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components})


def _is_faulty(read: Any) -> bool:
    return isinstance(read, tuple) and bool(read) and isinstance(read[0], Fault)


_TEXTS = (
    "",
    "a",
    "1",
    "42",
    "1234",
    "a b",
    "é",
    "中",
    "S1",
    "CN-GD",
    "active",
    "clerk",
    "in_lid",
    "state",
    "summer",
)
_LONG_TEXTS = ("x" * 600, "+8613800000000", "09521000100015", "2026-10-01T00:00:00+08:00")
_SCALARS = st.sampled_from((None, True, 0, 1, 3, -1, 10**16, *_TEXTS, *_LONG_TEXTS))


def _values(members: Any) -> st.SearchStrategy[Any]:
    """Objects near the declared form: right, missing, unknown and wrong members."""

    def of(schema: Any) -> st.SearchStrategy[Any]:
        schema = getattr(schema, "inner", schema)
        if isinstance(schema, Record):
            return _values(schema.members) | _SCALARS
        examples = schema.document().get("examples", [])
        return st.sampled_from(examples) | _SCALARS if examples else _SCALARS

    fields = {name: of(schema) for name, schema in members.items()}
    return (
        st.fixed_dictionaries({}, optional=fields) | st.fixed_dictionaries(fields) | st.just({"unknown": 1})
    )


def test_two_records_of_one_name_are_a_mistake() -> None:
    """The description could only publish one of them."""
    with pytest.raises(ValueError, match="named A"):
        definitions([Record("A", dict, {"x": Text(1)}), Record("A", dict, {"y": Text(1)})])
