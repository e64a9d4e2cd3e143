"""What merchant and wallet sign, and how: HMAC-SHA256 under the merchant's secret.

Requests are signed over `METHOD\\ntarget\\ntimestamp\\nnonce\\nbody`, answers over
`answer\\nstatus\\ntimestamp\\nnonce\\nbody` with the request's nonce, so that no answer fits another request.
Notices follow Standard Webhooks 1.0: base64 HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MERCHANT: Final = "x-wallet-merchant"
TIMESTAMP: Final = "x-wallet-timestamp"
NONCE: Final = "x-wallet-nonce"
SIGNATURE: Final = "x-wallet-signature"

NOTICE_ID: Final = "webhook-id"
NOTICE_TIMESTAMP: Final = "webhook-timestamp"
NOTICE_SIGNATURE: Final = "webhook-signature"

#: How far a signed message's clock may be from ours, in seconds.
TOLERANCE_S: Final = 300


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The parts of a request that its signature covers. `target` is the path with its query."""

    method: str
    target: str
    timestamp: int
    nonce: str
    body: bytes

    def signature(self, secret: bytes) -> str:
        """The signature in hexadecimal."""
        head = f"{self.method}\n{self.target}\n{self.timestamp}\n{self.nonce}\n"
        return _hex(secret, head.encode() + self.body)


def answer_signature(secret: bytes, status: int, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature of an answer in hexadecimal."""
    return _hex(secret, f"answer\n{status}\n{timestamp}\n{nonce}\n".encode() + body)


def notice_signature(secret: bytes, notice_id: str, timestamp: str, body: bytes) -> str:
    """The signature of a notice: `v1,` and base64."""
    digest = hmac.digest(secret, f"{notice_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()


def notice_is_valid(secret: bytes, headers: Mapping[str, str], body: bytes, now_s: int) -> bool:
    """Whether a notice carries a valid signature and a timestamp within the tolerance.

    Its signature header may list several, separated by spaces, while a secret is being exchanged.
    """
    timestamp = headers.get(NOTICE_TIMESTAMP, "")
    if not in_time(timestamp, now_s):
        return False
    expected = notice_signature(secret, headers.get(NOTICE_ID, ""), timestamp, body)
    return any(same(expected, given) for given in headers.get(NOTICE_SIGNATURE, "").split(" "))


def in_time(timestamp: str, now_s: int) -> bool:
    """Whether a timestamp in whole seconds lies within the tolerance around now."""
    return timestamp.isascii() and timestamp.isdigit() and abs(int(timestamp[:15]) - now_s) <= TOLERANCE_S


def same(expected: str, given: str) -> bool:
    """Whether two signatures are equal, in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())


def _hex(secret: bytes, message: bytes) -> str:
    return hmac.new(secret, message, hashlib.sha256).hexdigest()
