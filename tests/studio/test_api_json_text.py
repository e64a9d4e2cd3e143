"""The API reads strict JSON: what it accepts means one thing, and what it refuses is named by its place."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.api.faults import Fault
from studio.api.json_text import JSON_DEPTH_MAX, JSON_INTEGER_MAX, Inexact, decode

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-JSON_INTEGER_MAX, JSON_INTEGER_MAX) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(VALUES, st.booleans())
def test_every_ordinary_value_comes_back_equal(value: object, escaped: bool) -> None:
    """Writing and reading is identity within the depth limit, whether non-ASCII is escaped or not."""
    read = decode(json.dumps(value, ensure_ascii=escaped).encode())
    if depth(value) > JSON_DEPTH_MAX:
        assert isinstance(read, Fault)
    else:
        assert read == value


@given(st.binary(max_size=200) | TEXTS.map(str.encode))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    """Garbage is a fault, never an exception; what is accepted is what Python's reader understands too."""
    read = decode(raw)
    if not isinstance(read, Fault) and not isinstance(read, Inexact):
        json.loads(raw.decode())


@given(st.text('{}[]",:\\ab1.e-', max_size=60))
def test_json_like_garbage_never_raises(text: str) -> None:
    """Texts made of JSON's own signs are read or refused."""
    decode(text.encode())


@given(st.dictionaries(TEXTS, SCALARS, min_size=1, max_size=4), st.data())
def test_a_repeated_name_is_refused_at_its_place(members: dict[str, object], data: st.DataObject) -> None:
    """A name twice in one object would let two readers see two values."""
    name = data.draw(st.sampled_from(sorted(members)))
    pairs = [*members.items(), (name, None)]
    text = "{" + ",".join(f"{json.dumps(key)}:{json.dumps(value)}" for key, value in pairs) + "}"
    fault = decode(f'{{"outer":[0,{text}]}}'.encode())
    assert isinstance(fault, Fault)
    assert fault.code == "repeated_name"
    assert fault.pointer == "/outer/1/" + name.replace("~", "~0").replace("/", "~1")


@pytest.mark.parametrize(
    "text", ["1.0", "1e3", "2.88", "-0.5", "9007199254740992", "-9007199254740992", "9" * 5000]
)
def test_numbers_that_a_reader_may_round_stay_text(text: str) -> None:
    """No float and no integer beyond 2**53 - 1 becomes a number."""
    assert decode(text.encode()) == Inexact(text)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a":1,}', "not_json"),
        (b"NaN", "not_json"),
        (b"[-Infinity]", "not_json"),
        (b"\xff{}", "not_utf8"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b'"\\ud800"', "not_unicode"),
        (b'{"\\udfff":1}', "not_unicode"),
        (b"[" * 17 + b"]" * 17, "too_deep"),
        (b'{"a":' * 400_000, "too_deep"),
    ],
)
def test_what_is_no_strict_json_is_refused(raw: bytes, code: str) -> None:
    """Each with its own code, and without running out of stack."""
    fault = decode(raw)
    assert isinstance(fault, Fault)
    assert fault.code == code


def test_brackets_within_texts_are_not_depth() -> None:
    """Only structure counts, also after escaped quotes."""
    value = ["[" * 50, '\\"[[[[[[[[[[[[[[[[[[[[[["']
    assert decode(json.dumps(value).encode()) == value


def test_a_hostile_text_is_scanned_in_one_pass() -> None:
    """Two megabytes of escaped quotes in a text that never ends take well under a second."""
    started = time.perf_counter()
    assert isinstance(decode(b'"' + b'\\"' * 1_000_000), Fault)
    assert time.perf_counter() - started < 2
