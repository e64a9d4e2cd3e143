"""Addresses that nobody would press: numbers without end, ids that no table can hold."""

from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException

from studio.composer.screens import whole_number
from studio.ids import ID_MAX, IdConvertor
from tests.support.site import Phone, double_app


@pytest.mark.parametrize(
    "path",
    [
        "/studio/campaigns/{}",
        "/studio/codes/{}",
        "/clerk/redemptions/{}",
        "/w/spring/share/{}/abcd",
        "/studio/campaigns/1/why/{}",
        "/studio/campaigns/1/history/{}",
    ],
)
def test_a_number_without_end_is_an_unknown_address(path: str) -> None:
    """Python reads no number of five thousand digits, and the route must not trip over it."""
    assert Phone(double_app()[0]).get(path.format("9" * 5_000)).status_code == 404


def test_an_id_past_every_table_is_read_as_one_that_no_row_has() -> None:
    assert IdConvertor().convert("9" * 19) == ID_MAX
    assert IdConvertor().convert("382645933338482688") == 382645933338482688


@pytest.mark.parametrize("text", ["9" * 19, str(ID_MAX + 1), "-1", "1e3", "１"])
def test_a_number_in_a_query_that_no_table_can_hold_is_a_broken_link(text: str) -> None:
    with pytest.raises(HTTPException) as broken:
        whole_number(text)
    assert broken.value.status_code == 404
