"""Day and time as people choose them in a form, in the brand's zone."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request

from engine.api import Invalid, Label, StudioUser

_MOMENT: Final = Label("Choose day and time.", "请选择日期和时间。")


async def zone_of(request: Request, user: StudioUser) -> ZoneInfo:
    """The brand's zone."""
    return ZoneInfo((await request.app.state.engine.accounts.brand(user.brand)).zone)


def moment(field: str, text: str, zone: ZoneInfo) -> datetime:
    """The instant that was chosen. Raises `Invalid` for none."""
    found = moment_or_now(field, text, zone)
    if found is None:
        raise Invalid(field, _MOMENT)
    return found


def moment_or_now(field: str, text: str, zone: ZoneInfo) -> datetime | None:
    """The instant that was chosen, or None where nothing was. Raises `Invalid` for what is no instant."""
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(field, _MOMENT) from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
