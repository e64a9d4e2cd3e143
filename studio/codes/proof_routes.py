"""The proof of print and the receipt: what a plant is to print, tried beforehand, and what it was given, on one sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import BatchView, Handover, Label, NotFound, StudioUser, print_proofs
from studio.codes.proofing import Proof, Spec, prove
from studio.codes.refusals import PictureRefused
from studio.codes.symbols import QUIET_ZONE, svg_picture
from studio.composer.screens import Screen, action, screen

SECTION: Final = "codes"
BASE: Final = "/studio/codes/{batch_id:id}"
#: A code that is none, as long as ours: a proof may hang on a wall.
_SPECIMEN: Final = "0" * 14
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_AROUND_MAX: Final = 500.0
_QUIET_MAX: Final = 10
_ODD: Final = Label(
    "Use millimetres such as 0.4 and colours such as #000000.", "请填写毫米数（如 0.4）和颜色（如 #000000）。"
)


@dataclass(frozen=True, slots=True)
class Proofing:
    """A proof as the address asks for it. `standing` are those that were kept, the newest first."""

    batch: BatchView
    spec: Spec
    proof: Proof | None
    symbol: str
    refused: Label | None
    standing: tuple[print_proofs.ProofNote, ...]
    quiet_min: int = QUIET_ZONE


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was handed over, with the proof that stands. To be printed and signed."""

    batch: BatchView
    product: Label | None
    taken: Handover
    proof: print_proofs.ProofNote | None
    spec: Mapping[str, object]

    @property
    def count(self) -> int:
        """How many codes."""
        return self.taken.last - self.taken.first + 1


async def show_proof(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/proof?module=&error=&quiet=&ink=&paper=&around="""
    return await _screen(request, user, request.query_params)


async def keep_proof(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{id}/proof: keep a proof that has passed; another is shown again."""
    form = await request.form()
    request.state.page_path = f"/studio/codes/{request.path_params['batch_id']}/proof"
    asked = {name: str(value) for name, value in form.items()}
    shown = await _screen(request, user, asked, 422)
    view = shown.it
    assert isinstance(view, Proofing)
    if view.proof is None or not view.proof.passed:
        return shown
    await request.app.state.engine.proofs.note(
        user.brand, view.batch.id, json.dumps(asdict(view.spec)), view.proof.read, len(view.proof.trials), user.name
    )  # fmt: skip
    return RedirectResponse(f"/studio/codes/{view.batch.id}/proof#kept", 303)


async def show_receipt(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/receipt?first=&last=&form=: the newest time that these codes were taken so."""
    engine, batch = request.app.state.engine, await _of(request, user)
    asked = request.query_params
    wanted = (asked.get("first"), asked.get("last"), asked.get("form"))
    for taken in await engine.codes.handovers(user.brand, batch.id):
        if (str(taken.first), str(taken.last), taken.form) == wanted:
            proofs = await engine.proofs.of(user.brand, batch.id)
            products = dict(await engine.codes.products(user.brand))
            proof = next((one for one in proofs if one.at <= taken.at), None)
            spec = json.loads(proof.spec) if proof else {}
            return Screen(
                "codes/receipt.html", Receipt(batch, products.get(batch.gtin), taken, proof, spec), SECTION
            )
    raise HTTPException(404)


async def _of(request: Request, user: StudioUser) -> BatchView:
    batch: BatchView | None = next(
        (one for one in await request.app.state.engine.codes.batches(user.brand) if one.id == request.path_params["batch_id"]),
        None,
    )  # fmt: skip
    if batch is None:
        raise NotFound("there is no such batch")
    return batch


async def _screen(request: Request, user: StudioUser, asked: Mapping[str, str], status: int = 200) -> Screen:
    batch = await _of(request, user)
    spec = read_spec(asked, "Q" if batch.kind == "in_lid" else "M")
    standing = await request.app.state.engine.proofs.of(user.brand, batch.id)
    if spec is None:
        view = Proofing(batch, Spec(), None, "", _ODD, standing)
        return Screen("codes/proof.html", view, SECTION, 422)
    text = f"{request.app.state.settings.origin}/c/{_SPECIMEN}".upper()
    made = await run_in_threadpool(prove, text, spec)
    symbol = svg_picture(text, spec.error, spec.module_mm)
    if isinstance(made, PictureRefused) or isinstance(symbol, PictureRefused):
        refused = made if isinstance(made, PictureRefused) else symbol
        assert isinstance(refused, PictureRefused)
        view = Proofing(batch, spec, None, "", Label(refused.en, refused.zh), standing)
        return Screen("codes/proof.html", view, SECTION, 422)
    view = Proofing(batch, spec, made, Markup(symbol), None, standing)
    return Screen("codes/proof.html", view, SECTION, status)


def read_spec(asked: Mapping[str, str], error: str) -> Spec | None:
    """How it is to be printed, as a form tells it; what it does not tell is as usual. None for what cannot be read."""
    try:
        module, around = float(asked.get("module", "") or 0.4), float(asked.get("around", "") or 0)
        quiet = int(asked.get("quiet", "") or QUIET_ZONE)
    except ValueError:
        return None
    ink, paper = asked.get("ink", "#000000"), asked.get("paper", "#ffffff")
    level = asked.get("error", error)
    sound = 0 < module <= 100 and (around == 0 or 5 <= around <= _AROUND_MAX) and 0 <= quiet <= _QUIET_MAX
    if not sound or not _HEX.fullmatch(ink) or not _HEX.fullmatch(paper) or level not in ("M", "Q"):
        return None
    return Spec(module, "Q" if level == "Q" else "M", quiet, ink.lower(), paper.lower(), around)


routes = [
    *screen(BASE + "/proof", show_proof),
    action(BASE + "/proof", keep_proof),
    *screen(BASE + "/receipt", show_receipt),
]
