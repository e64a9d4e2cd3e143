"""HTTP Message Signatures (RFC 9421) with HMAC-SHA256 and Content-Digest (RFC 9530), as far as the bank uses them.

A request covers `@method`, `@path` and `content-digest`; an answer covers `@status`, `content-digest` and the signature of its
request, so that no answer fits another request. Both carry `created`, `keyid` and, in requests, a `nonce`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: How far a signed message's clock may be from ours, in seconds.
TOLERANCE_S: Final = 300
_INPUT: Final = re.compile(
    r"sig1=(?P<params>\((?P<covered>[^)]*)\);created=(?P<created>[0-9]{1,12});keyid=\"(?P<keyid>[A-Za-z0-9_-]{1,64})\""
    r"(?:;nonce=\"(?P<nonce>[0-9a-f]{32})\")?;alg=\"hmac-sha256\")"
)
_REQUEST: Final = '"@method" "@path" "content-digest"'
_ANSWER: Final = '"@status" "content-digest" "signature";req;key="sig1"'


@dataclass(frozen=True, slots=True)
class Signed:
    """What a valid signature says: who signed, when, and under which nonce."""

    keyid: str
    created: int
    nonce: str


def digest_of(body: bytes) -> str:
    """The Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign_request(
    secret: bytes, keyid: str, method: str, path: str, body: bytes, created: int, nonce: str
) -> dict[str, str]:
    """The headers that sign a request."""
    params = f'({_REQUEST});created={created};keyid="{keyid}";nonce="{nonce}";alg="hmac-sha256"'
    digest = digest_of(body)
    base = f'"@method": {method}\n"@path": {path}\n"content-digest": {digest}\n"@signature-params": {params}'
    return _headers(secret, params, base, digest)


def read_request(
    secret: bytes, headers: Mapping[str, str], method: str, path: str, body: bytes, now_s: int
) -> Signed | None:
    """Who signed a request; None unless all of it holds. Header names are in lower case."""
    found = _INPUT.fullmatch(headers.get("signature-input", ""))
    if found is None or found["covered"] != _REQUEST or not found["nonce"]:
        return None
    expected = sign_request(secret, found["keyid"], method, path, body, int(found["created"]), found["nonce"])
    if not _same(expected, headers) or abs(int(found["created"]) - now_s) > TOLERANCE_S:
        return None
    return Signed(found["keyid"], int(found["created"]), found["nonce"])


def sign_answer(
    secret: bytes, keyid: str, status: int, body: bytes, created: int, request_signature: str
) -> dict[str, str]:
    """The headers that sign an answer to the request of that signature."""
    params = f'({_ANSWER});created={created};keyid="{keyid}";alg="hmac-sha256"'
    digest = digest_of(body)
    base = (
        f'"@status": {status}\n"content-digest": {digest}\n"signature";req;key="sig1": {_bytes_of(request_signature)}\n'
        f'"@signature-params": {params}'
    )
    return _headers(secret, params, base, digest)


def answer_is_valid(
    secret: bytes, headers: Mapping[str, str], status: int, body: bytes, request_signature: str
) -> bool:
    """Whether an answer is signed, and for this request. Header names are in lower case."""
    found = _INPUT.fullmatch(headers.get("signature-input", ""))
    if found is None or found["covered"] != _ANSWER:
        return False
    expected = sign_answer(secret, found["keyid"], status, body, int(found["created"]), request_signature)
    return _same(expected, headers)


def _bytes_of(signature: str) -> str:
    return signature.removeprefix("sig1=")


def _headers(secret: bytes, params: str, base: str, digest: str) -> dict[str, str]:
    mac = base64.b64encode(hmac.digest(secret, base.encode(), hashlib.sha256)).decode()
    return {"content-digest": digest, "signature-input": f"sig1={params}", "signature": f"sig1=:{mac}:"}


def _same(expected: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    return all(
        hmac.compare_digest(value.encode(), headers.get(name, "").encode())
        for name, value in expected.items()
    )
