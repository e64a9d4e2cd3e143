"""One-time numbers of an authenticator app: TOTP, RFC 6238, with SHA-1, six digits and steps of thirty seconds. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

_STEP_SECONDS: Final = 30
_DIGITS: Final = 6


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(secret: str, issuer: str, account: str) -> str:
    """What the QR code for the app holds (Key URI format)."""
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{urlencode({'secret': secret, 'issuer': issuer})}"


def step_of(at: datetime) -> int:
    """The step that an instant lies in."""
    return int(at.timestamp()) // _STEP_SECONDS


def number(secret: str, step: int) -> str:
    """The number of a step (RFC 4226, 5.3)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    value = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{value % 10**_DIGITS:0{_DIGITS}d}"


def matching_step(secret: str, typed: str, at: datetime, last: int | None) -> int | None:
    """The step whose number was typed: this one or one beside it, and later than the last one taken. None for no other."""
    plain = "".join(typed.split())
    now = step_of(at)
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(number(secret, step), plain.encode("ascii", "replace").decode()) and (
            last is None or step > last
        ):
            return step
    return None
