"""The page behind a code as it leaves: the skeleton of its frame, and the visitor's own values in the holes."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from studio.compression import takes_gzip
from studio.i18n.catalogue import Translator
from studio.public.views import ScanFrame, ScanView
from studio.rendering import Frame, Page, environment, page_of, remember_form
from studio.skeletons import Skeletons, hole


@dataclass(frozen=True)
class _Unfilled(Frame):
    """The frame of a skeleton: marks stand where an answer's own values will."""

    nonce = hole("nonce")
    csrf_token = hole("csrf_token")
    switch_url = hole("switch_url")


@dataclass(frozen=True, slots=True)
class _Values:
    """What goes into the holes of one answer; each is made only when the skeleton asks for it."""

    page: Page
    view: ScanView

    def __call__(self, name: str) -> str:
        """The value of a hole: of the frame, of the view, or laid out by a template of its own."""
        if name in ("told", "given"):
            return self._laid_out(name)
        if name == "card":
            return f"{self.page.request.app.state.settings.origin}{self.view.card}"
        value: str = getattr(self.view if name in ("lead", "action") else self.page, name)
        return value

    def _laid_out(self, name: str) -> Markup:
        view = self.view
        if not (view.told if name == "told" else (view.changed or view.prizes or view.notes)):
            return Markup("")
        template = environment().get_template(f"public/scan_{name}.html")
        return Markup(template.render(view=view, t=Translator(self.page.locale)))


def scan_page(request: Request, view: ScanView, status: int, *, packed: bool = True) -> HTMLResponse:
    """Answer with a page, `packed` for whoever takes that."""
    page = page_of(request)
    skeletons: Skeletons = request.app.state.skeletons
    skeleton = skeletons.find((page.locale, view.frame), lambda: _lay_out(page, view.frame))
    values = _Values(page, view)
    if packed and takes_gzip(request.headers.get("accept-encoding", "")):
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        response = HTMLResponse(skeleton.filled_and_packed(values), status, headers)
    else:
        response = HTMLResponse(skeleton.filled(values), status)
    remember_form(request, response)
    return response


def _lay_out(page: Page, frame: ScanFrame) -> str:
    return (
        environment()
        .get_template("public/scan.html")
        .render(
            view=frame,
            page=_Unfilled(page.assets, page.locale),
            t=Translator(page.locale),
            hole=lambda name: Markup(hole(name)),
        )
    )
