"""Reading a reward's typed parameters.

The language has checked kinds and ranges before a reward sees its parameters, so a wrong kind here is a
bug in the caller and raises `TypeError`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsl.values import Money

#: A reward's parameters by name: `Money` for money, `int` for a count, `str` for text and names.
#: An optional parameter that was not written is absent.
Params = Mapping[str, object]


def money_param(params: Params, name: str) -> Money:
    """The money parameter `name`."""
    value = params.get(name)
    if not isinstance(value, Money):
        raise TypeError(f"parameter `{name}` must be money, not {value!r}")
    return value


def count_param(params: Params, name: str, default: int | None = None) -> int:
    """The whole-number parameter `name`; `default` when it was not written."""
    value = params.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"parameter `{name}` must be a whole number, not {value!r}")
    return value


def text_param(params: Params, name: str) -> str:
    """The text or name parameter `name`."""
    value = params.get(name)
    if not isinstance(value, str):
        raise TypeError(f"parameter `{name}` must be text, not {value!r}")
    return value


def optional_text_param(params: Params, name: str) -> str | None:
    """The text or name parameter `name`, or None when it was not written."""
    return None if params.get(name) is None else text_param(params, name)
