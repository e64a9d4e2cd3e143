"""Which language a request is answered in: `?lang=`, else the cookie, else the browser's list, or English."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from starlette.requests import Request

ENGLISH: Final = "en"
CHINESE: Final = "zh-CN"
LOCALES: Final = (ENGLISH, CHINESE)
#: Marks every sentence that came from the catalogue, to find loose text; only where the settings allow it.
PSEUDO: Final = "en-XA"


def matching(tag: str) -> str | None:
    """The locale served for a language tag (`zh-Hans-CN`, `EN-gb`), or None."""
    language = tag.strip().lower().split("-")[0]
    return CHINESE if language == "zh" else ENGLISH if language == "en" else None


@lru_cache(maxsize=1024)
def accepted(header: str) -> str:
    """The best locale of an `Accept-Language` header (RFC 9110, 12.5.4); English when it names neither."""
    best, best_weight = ENGLISH, 0.0
    for item in header.split(","):
        tag, _, parameter = item.partition(";")
        locale = matching(tag)
        weight = _weight(parameter)
        if locale is not None and weight > best_weight:
            best, best_weight = locale, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def locale_of(request: Request) -> str:
    """The locale chosen for this request by the middleware."""
    locale: str = request.state.locale
    return locale
