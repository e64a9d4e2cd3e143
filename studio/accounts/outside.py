"""Signing in by way of an OpenID Connect provider: authorization code with PKCE, state and nonce.

OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207. What the provider says is believed only as far as its signature
reaches: issuer, audience, time and nonce of the ID token are checked, and its address is the configured one to the letter.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from studio.security.cookies import new_token
from studio.settings import OutsideService

_TIMEOUT_S: Final = 10.0
_LEEWAY_S: Final = 120
#: Signatures with a public key; never `none`, and never one that our own secret could make.
_ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OutsideError(Exception):
    """The provider did not answer as it must; the message is for the operator's log."""


@dataclass(frozen=True, slots=True)
class Way:
    """One person's way there and back: where to go, and what this browser must keep until then."""

    url: str
    state: str
    nonce: str
    verifier: str

    @property
    def kept(self) -> str:
        """For the cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider names. `verified`: it has made sure that the address is theirs."""

    subject: str
    email: str
    verified: bool


class Provider:
    """One provider. What it publishes about itself is read at the first sign-in and its keys again when they change."""

    def __init__(
        self, service: OutsideService, back_to: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.service = service
        self._back_to = back_to
        self._transport = transport
        self._told: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None

    async def way(self) -> Way:
        """To the provider's own sign-in page. Raises `OutsideError`."""
        told = await self._metadata()
        state, nonce, verifier = new_token(), new_token(), new_token()
        url = prepare_grant_uri(
            told["authorization_endpoint"],
            self.service.client,
            "code",
            redirect_uri=self._back_to,
            scope="openid email profile",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Way(url, state, nonce, verifier)

    async def person(self, kept: str, query: Mapping[str, str]) -> Person | None:
        """Who came back with `query` to the browser that `kept` this; None for whoever did not go from here, or said no.

        Raises `OutsideError`.
        """
        state, nonce, verifier = [*kept.split("."), "", ""][:3]
        if not state or not hmac.compare_digest(state.encode(), query.get("state", "").encode()):
            return None
        if query.get("iss", self.service.issuer) != self.service.issuer or not query.get("code"):
            return None
        told = await self._metadata()
        token = await self._read(
            told["token_endpoint"],
            {
                "grant_type": "authorization_code",
                "code": query["code"],
                "redirect_uri": self._back_to,
                "code_verifier": verifier,
            },
        )
        claims = await self._claims(str(token.get("id_token", "")), str(token.get("access_token", "")), nonce)
        return Person(str(claims["sub"]), str(claims.get("email", "")), claims.get("email_verified") is True)

    async def _claims(self, id_token: str, access_token: str, nonce: str) -> CodeIDToken:
        try:
            try:
                read = jwt.decode(id_token, await self._key_set(), registry=_REGISTRY)
            except InvalidKeyIdError:
                self._keys = None
                read = jwt.decode(id_token, await self._key_set(), registry=_REGISTRY)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self.service.issuer},
                    "aud": {"essential": True, "value": self.service.client},
                    "nonce": {"essential": True, "value": nonce},
                },
                {"nonce": nonce, "client_id": self.service.client, "access_token": access_token},
            )
            claims.validate(leeway=_LEEWAY_S)
        except (JoseError, ValueError) as error:
            raise OutsideError(f"the ID token is not good: {error!r}") from error
        return claims

    async def _metadata(self) -> Mapping[str, Any]:
        if self._told is None:
            told = await self._read(f"{self.service.issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != self.service.issuer:
                raise OutsideError(f"the provider names itself {told.get('issuer')!r}")
            for name in _ENDPOINTS:
                if not isinstance(told.get(name), str):
                    raise OutsideError(f"the provider does not tell its {name}")
            self._told = told
        return self._told

    async def _key_set(self) -> KeySet:
        if self._keys is None:
            told = await self._metadata()
            self._keys = KeySet.import_key_set(await self._read(told["jwks_uri"]))  # type: ignore[arg-type]  # checked within
        return self._keys

    async def _read(self, url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What an address tells; `form` is sent there as us (RFC 6749, 2.3.1)."""
        us = None
        if form is not None:
            us = httpx.BasicAuth(quote(self.service.client, safe=""), quote(self.service.secret, safe=""))
        try:
            async with (
                asyncio.timeout(_TIMEOUT_S),
                httpx.AsyncClient(transport=self._transport, timeout=_TIMEOUT_S, trust_env=False) as client,
            ):
                answer = await client.request("GET" if form is None else "POST", url, data=form, auth=us)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            raise OutsideError(f"{url} did not answer: {error!r}") from error
        if not isinstance(told, dict):
            raise OutsideError(f"{url} told no object")
        return told


_REGISTRY: Final = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
