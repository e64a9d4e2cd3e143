"""The fields of a pressed form."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

#: Far more than any of our forms has.
_FIELDS_MAX = 100


async def fields_of(request: Request) -> dict[str, str]:
    """The fields by name, of a name given twice the last; none where the body is no form. Raises 400 for too many.

    For forms that browsers send in a body of a few hundred bytes; one with files is read by Starlette.
    """
    body = await request.body()
    kind = request.headers.get("content-type", "") if body else ""
    if not kind.startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        text = body.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS_MAX))
    except ValueError:
        raise HTTPException(400) from None
