"""What sender and gateway sign, and how: HMAC-SHA256 under the sender's secret.

Requests are signed over `METHOD\\npath\\ntimestamp\\nnonce\\nbody`, answers over `answer\\nstatus\\nnonce\\nbody` with the request's
nonce, so that no answer fits another request.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

TIMESTAMP: Final = "x-sms-timestamp"
NONCE: Final = "x-sms-nonce"
SIGNATURE: Final = "x-sms-signature"
#: How far a request's clock may be from the gateway's, in seconds.
TOLERANCE_S: Final = 300


def request_signature(secret: bytes, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Of a request, in hexadecimal."""
    head = f"{method}\n{path}\n{timestamp}\n{nonce}\n".encode()
    return hmac.new(secret, head + body, hashlib.sha256).hexdigest()


def answer_signature(secret: bytes, status: int, nonce: str, body: bytes) -> str:
    """Of an answer, in hexadecimal."""
    return hmac.new(secret, f"answer\n{status}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()


def same(expected: str, given: str) -> bool:
    """Whether two signatures are equal, in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())
