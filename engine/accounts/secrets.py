"""Passwords, PINs and tokens: Argon2id for what people choose, SHA-256 for what the machine draws."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_MIN: Final = 10
PASSWORD_MAX: Final = 200
PIN_MIN: Final = 4

_hasher = PasswordHasher()
#: Checked when there is no such user, so that the answer takes as long.
_NOBODY: Final = _hasher.hash(secrets.token_hex(8))


async def hash_secret(text: str) -> str:
    """The Argon2id hash of a password or PIN, made on a thread: it takes tens of milliseconds by design."""
    return await asyncio.to_thread(_hasher.hash, text)


def matches(stored: str | None, text: str) -> bool:
    """Whether a password or PIN is right; without a stored hash, False after the same time."""
    try:
        return _hasher.verify(stored or _NOBODY, text[:PASSWORD_MAX]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


async def checked(stored: str | None, text: str) -> bool:
    """`matches` on a thread, so that nobody else's scan waits for it."""
    return await asyncio.to_thread(matches, stored, text)


def outdated(stored: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def new_token(prefix: str = "") -> str:
    """256 random bits as text."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: it is random, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
