"""What an operator may set. Read once from the environment at the rim; all else receives this value."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, Self, cast
from urllib.parse import urlsplit

_LEVELS: Final = ("debug", "info", "warning", "error")


class SettingsError(ValueError):
    """A setting is missing or cannot be used. The message says which variable to mend, and how."""


@dataclass(frozen=True, slots=True)
class OutsideService:
    """An OpenID Connect provider by way of which people may sign in to the studio.

    `issuer` is its address, to the letter as it names itself; `name` is what its button is called.
    """

    issuer: str
    client: str
    secret: str
    name: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        near = parts.hostname in ("127.0.0.1", "::1", "localhost")
        if not parts.netloc or (parts.scheme != "https" and not (parts.scheme == "http" and near)):
            raise SettingsError(
                f"BOTTLECAP_OIDC_ISSUER must be like https://login.example.com, not `{self.issuer}`"
            )
        for name, value in (("BOTTLECAP_OIDC_CLIENT", self.client), ("BOTTLECAP_OIDC_SECRET", self.secret)):
            if not value:
                raise SettingsError(f"{name} is not set, and BOTTLECAP_OIDC_ISSUER is")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the web application can be told from outside.

    `origin` is scheme and host as people see them (`https://qr.example.com`): links, QR codes and the CSRF
    check are made from it. `proxies` is how many reverse proxies in front append to `X-Forwarded-For`;
    `region_header` is a header that only they can set and that names the visitor's region (`CN-44`).
    `tombstones` is a file beside the database in which deletions of people are kept. `metrics_token` opens `/metrics`; without one there is no such page. `oidc` is the service by way of which people may sign in to the studio as well.
    """

    database_url: str
    secret: bytes
    origin: str = "http://127.0.0.1:8000"
    proxies: int = 0
    region_header: str = ""
    body_bytes_max: int = 64 * 1024
    studio_session: timedelta = timedelta(hours=8)
    clerk_session: timedelta = timedelta(hours=12)
    payout_pause: timedelta = timedelta(seconds=1)
    run_payouts: bool = True
    pseudo_locale: bool = False
    metrics_token: str = ""
    log_form: Literal["plain", "json"] = "plain"
    log_level: str = "info"
    tombstones: str = ""
    oidc: OutsideService | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise SettingsError(f"BOTTLECAP_ORIGIN must be like https://qr.example.com, not `{self.origin}`")
        if len(self.secret) < 32:
            raise SettingsError("BOTTLECAP_SECRET must hold at least 32 random bytes, in base64")
        if self.proxies < 0:
            raise SettingsError("BOTTLECAP_PROXIES must be 0 or more")
        if self.log_form not in ("plain", "json"):
            raise SettingsError(f"BOTTLECAP_LOG must be plain or json, not `{self.log_form}`")
        if self.log_level not in _LEVELS:
            raise SettingsError(
                f"BOTTLECAP_LOG_LEVEL must be one of {', '.join(_LEVELS)}, not `{self.log_level}`"
            )

    @property
    def secure(self) -> bool:
        """True when people reach the pages over https: cookies and transport headers depend on it."""
        return self.origin.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read `BOTTLECAP_DATABASE_URL`, `BOTTLECAP_SECRET` (base64) and, with defaults,
        `BOTTLECAP_ORIGIN`, `BOTTLECAP_PROXIES`, `BOTTLECAP_REGION_HEADER`, `BOTTLECAP_RUN_PAYOUTS` (1 or 0),
        `BOTTLECAP_METRICS_TOKEN`, `BOTTLECAP_TOMBSTONES`, `BOTTLECAP_LOG` (plain or json), `BOTTLECAP_LOG_LEVEL`,
        and for signing in elsewhere `BOTTLECAP_OIDC_ISSUER`, `_CLIENT`, `_SECRET` and `_NAME`.

        Raises SettingsError naming the variable that is missing or wrong.
        """
        for name in ("BOTTLECAP_DATABASE_URL", "BOTTLECAP_SECRET"):
            if not environ.get(name):
                raise SettingsError(f"{name} is not set")
        try:
            secret = base64.b64decode(environ["BOTTLECAP_SECRET"], validate=True)
        except binascii.Error:
            raise SettingsError("BOTTLECAP_SECRET must be base64 of at least 32 random bytes") from None
        proxies = environ.get("BOTTLECAP_PROXIES", "0")
        if not proxies.isdecimal():
            raise SettingsError(f"BOTTLECAP_PROXIES must be a whole number, not `{proxies}`")
        return cls(
            database_url=environ["BOTTLECAP_DATABASE_URL"],
            secret=secret,
            origin=environ.get("BOTTLECAP_ORIGIN", "http://127.0.0.1:8000").rstrip("/"),
            proxies=int(proxies),
            region_header=environ.get("BOTTLECAP_REGION_HEADER", ""),
            run_payouts=environ.get("BOTTLECAP_RUN_PAYOUTS", "1") != "0",
            metrics_token=environ.get("BOTTLECAP_METRICS_TOKEN", ""),
            log_form=cast("Literal['plain', 'json']", environ.get("BOTTLECAP_LOG", "plain")),
            log_level=environ.get("BOTTLECAP_LOG_LEVEL", "info").lower(),
            tombstones=environ.get("BOTTLECAP_TOMBSTONES", ""),
            oidc=_outside(environ),
        )


def _outside(environ: Mapping[str, str]) -> OutsideService | None:
    issuer = environ.get("BOTTLECAP_OIDC_ISSUER", "")
    if not issuer:
        return None
    client, secret = environ.get("BOTTLECAP_OIDC_CLIENT", ""), environ.get("BOTTLECAP_OIDC_SECRET", "")
    return OutsideService(issuer, client, secret, environ.get("BOTTLECAP_OIDC_NAME", "") or "SSO")
