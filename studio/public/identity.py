"""Who is holding the phone: a random token in a cookie, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from engine.api import ConsumerKey
from studio.security.cookies import DEVICE, LONGEST, is_token, jar_of, new_token


@dataclass(frozen=True, slots=True)
class Visitor:
    """A device token; `known` says that the browser brought it."""

    token: str
    known: bool

    @property
    def key(self) -> ConsumerKey:
        """The token as the engine takes it."""
        return ConsumerKey("device", self.token)


def visitor_of(request: Request) -> Visitor:
    """The visitor of this request; one without a (well-formed) cookie gets a fresh token."""
    token = jar_of(request).read(request, DEVICE)
    if token is not None and is_token(token):
        return Visitor(token, known=True)
    return Visitor(new_token(), known=False)


def remember(request: Request, response: Response, visitor: Visitor) -> None:
    """Let the browser keep the token for as long as browsers keep anything, counted from now."""
    jar_of(request).write(response, DEVICE, visitor.token, LONGEST)
