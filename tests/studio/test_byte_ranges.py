"""Ranges of a file of 100 bytes, as RFC 9110 has them."""

from __future__ import annotations

import pytest

from studio.byte_ranges import portion

TAG = "abc"


@pytest.mark.parametrize(
    ("asked", "status", "span", "told"),
    [
        ("bytes=0-9", 206, (0, 10), "bytes 0-9/100"),
        ("bytes=10-", 206, (10, 100), "bytes 10-99/100"),
        ("BYTES=-5", 206, (95, 100), "bytes 95-99/100"),
        ("bytes=-500", 206, (0, 100), "bytes 0-99/100"),
        ("bytes=90-4000", 206, (90, 100), "bytes 90-99/100"),
        ("bytes=99-99", 206, (99, 100), "bytes 99-99/100"),
        ("bytes=100-", 416, (0, 0), "bytes */100"),
        ("bytes=-0", 416, (0, 0), "bytes */100"),
        ("bytes=9-8", 200, (0, 100), None),
        ("bytes=-", 200, (0, 100), None),
        ("bytes=0-1,5-6", 200, (0, 100), None),
        ("lines=0-1", 200, (0, 100), None),
        ("bytes=٣-", 200, (0, 100), None),
        ("", 200, (0, 100), None),
    ],
)
def test_a_range_is_answered_as_the_standard_says(
    asked: str, status: int, span: tuple[int, int], told: str | None
) -> None:
    answer = portion("GET", {"range": asked}, 100, TAG)
    assert (answer.status, (answer.start, answer.end)) == (status, span)
    assert answer.headers.get("Content-Range") == told
    assert answer.headers["ETag"] == '"abc"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status != 416:
        assert answer.headers["Content-Length"] == str(span[1] - span[0])


@pytest.mark.parametrize(
    ("if_range", "status"),
    [('"abc"', 206), ('"abd"', 200), ('W/"abc"', 200), ("Sat, 21 Nov 2026 10:00:00 GMT", 200)],
)
def test_a_part_of_another_file_is_never_sent(if_range: str, status: int) -> None:
    assert portion("GET", {"range": "bytes=5-", "if-range": if_range}, 100, TAG).status == status


def test_only_what_is_fetched_has_ranges() -> None:
    assert portion("HEAD", {"range": "bytes=5-"}, 100, TAG).status == 200
