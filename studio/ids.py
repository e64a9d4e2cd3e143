"""Ids in addresses: `{campaign:id}` in a route. One past what a table can hold is as unknown as any other."""

from __future__ import annotations

from typing import Final

from starlette.convertors import IntegerConvertor, register_url_convertor

#: The largest 63-bit number.
ID_MAX: Final = 2**63 - 1


class IdConvertor(IntegerConvertor):
    """Up to 19 digits; what lies above `ID_MAX` becomes `ID_MAX`, which no row has."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        """The number."""
        return min(int(value), ID_MAX)


register_url_convertor("id", IdConvertor())
