"""What every studio screen has in common: a signed-in person, the frame around it, and its `.json` twin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.api import Busy, NotFound, StudioUser, Unavailable
from studio.accounts.permissions import right
from studio.accounts.session import guarded, may_change
from studio.commands import commands
from studio.composer.json_twin import encode
from studio.composer.writing import Writer
from studio.i18n.locales import locale_of
from studio.ids import ID_MAX
from studio.rendering import render
from studio.sections import Section, rail
from studio.security.headers import content_policy, nonce_of

TWIN = ".json"


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen to show: its template, the view, and the part of the studio it belongs to.

    `script` is what the page's script starts with; it is no part of the twin. `frames`: it shows other pages within.
    """

    template: str
    it: object
    section: str
    status: int = 200
    script: Mapping[str, object] | None = None
    frames: bool = False


@dataclass(frozen=True, slots=True)
class Framed:
    """What a studio template sees as `view`: the screen's own view `it`, who is signed in, and the writer.

    `commands` say the same without the studio; `twin` is the address of the screen as data, empty for an answer to a form.
    `may_change`: the page offers what changes something.
    """

    it: object
    user: StudioUser
    section: str
    write: Writer
    script: Mapping[str, object] | None
    may_change: bool
    commands: tuple[str, ...] = ()
    twin: str = ""

    def may_see(self, room: str) -> bool:
        """Whether this person's role reaches a room."""
        return right(self.user.role, room) is not None

    @property
    def rail(self) -> tuple[tuple[Section, ...], ...]:
        """The rooms of the studio that this person finds."""
        return rail(self.user.role)


Handler = Callable[[Request, StudioUser], Awaitable[Screen | Response]]


def screen(path: str, handler: Handler) -> list[Route]:
    """GET routes for a screen and its twin."""
    return [
        Route(path + TWIN, guarded(_twin(handler)), methods=["GET"]),
        Route(path, guarded(_page(handler)), methods=["GET"]),
    ]


def file(path: str, handler: Handler) -> Route:
    """GET route for something that is no screen: a download, a picture."""
    return Route(path, guarded(_page(handler)), methods=["GET"])


def secret_file(path: str, handler: Handler) -> Route:
    """GET route for what is as good as money, such as codes not yet claimed: not for those who only read."""
    return Route(path, guarded(_page(_for_those_who_may_change(handler))), methods=["GET"])


def action(path: str, handler: Handler, method: str = "POST", body_bytes_max: int | None = None) -> Route:
    """A route that changes something; it may answer with a screen (a refused form, status 422 or 409).

    `body_bytes_max` widens the application's limit for bodies that hold a whole campaign text.
    """
    changing = _for_those_who_may_change(handler)
    return Route(path, guarded(_page(changing)), methods=[method], max_body_size=body_bytes_max)


def question(path: str, handler: Handler, body_bytes_max: int) -> Route:
    """A POST route that changes nothing: it asks about a text too long for an address."""
    return Route(path, guarded(_page(handler)), methods=["POST"], max_body_size=body_bytes_max)


def _for_those_who_may_change(handler: Handler) -> Handler:
    async def changing(request: Request, user: StudioUser) -> Screen | Response:
        if not may_change(user, request):
            raise HTTPException(403)
        return await handler(request, user)

    changing.__name__ = getattr(handler, "__name__", "changing")
    return changing


def _page(handler: Handler) -> Callable[[Request, StudioUser], Awaitable[Response]]:
    async def page(request: Request, user: StudioUser) -> Response:
        answer = await _ask(handler, request, user)
        if isinstance(answer, Response):
            return answer
        view = Framed(
            answer.it, user, answer.section, await writer_for(request, user), answer.script,
            may_change(user, request), _commands(request, user, answer), _twin_of(request),
        )  # fmt: skip
        shown = render(request, answer.template, view, status=answer.status)
        if answer.frames:
            shown.headers["Content-Security-Policy"] = content_policy(nonce_of(request), frames=True)
        return shown

    page.__name__ = handler.__name__
    return page


def _commands(request: Request, user: StudioUser, answer: Screen) -> tuple[str, ...]:
    origin = request.app.state.settings.origin
    return commands(answer.template, origin, user.brand, request.path_params, request.query_params)


def _twin_of(request: Request) -> str:
    if request.method != "GET":
        return ""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return request.url.path + TWIN + (f"?{urlencode(query)}" if query else "")


def _twin(handler: Handler) -> Callable[[Request, StudioUser], Awaitable[Response]]:
    async def twin(request: Request, user: StudioUser) -> Response:
        answer = await _ask(handler, request, user)
        return answer if isinstance(answer, Response) else JSONResponse(encode(answer.it), answer.status)

    twin.__name__ = f"{handler.__name__}_json"
    return twin


async def _ask(handler: Handler, request: Request, user: StudioUser) -> Screen | Response:
    try:
        return await handler(request, user)
    except NotFound:
        raise HTTPException(404) from None
    except (Busy, Unavailable):
        raise HTTPException(503, headers={"Retry-After": "2"}) from None


async def writer_for(request: Request, user: StudioUser) -> Writer:
    """The writer of a page: its language and the brand's zone."""
    brand = await request.app.state.engine.accounts.brand(user.brand)
    return Writer(locale_of(request), ZoneInfo(brand.zone))


def whole_number(text: str | None) -> int | None:
    """A whole number from an address or a form, None for none; anything else is a broken link (404)."""
    if text is None or text == "":
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 19 or int(text) > ID_MAX:
        raise HTTPException(404)
    return int(text)
