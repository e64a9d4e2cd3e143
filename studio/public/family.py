"""The pages of codes that give nothing: the product, what is for logistics or the store, and help after the sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from engine.api import ScanPage
from studio.i18n.voice import Voice
from studio.public.looks import Look
from studio.public.presenters import dress
from studio.public.views import Dress, Way

#: The phases of a page that are laid out here.
PHASES = frozenset({"product", "logistics", "outlet", "service"})


@dataclass(frozen=True, slots=True)
class FamilyView:
    """What the page shows: the pack, a warning where it was called back, facts, links; the form of a service case."""

    dress: Dress
    title: str
    brand: str
    brand_url: str
    eyebrow: str
    headline: str
    lead: str
    warning: str
    told: tuple[str, ...]
    ways: tuple[Way, ...]
    action: str
    problem: str
    typed: str


def family_view(
    page: ScanPage, look: Look, voice: Voice, *, problem: str = "", typed: str = ""
) -> FamilyView:
    """The page of a code that no campaign answers."""
    told = []
    if page.made:
        made = datetime.combine(page.made, time(12), voice.zone)
        told.append(voice.t("public.made_on", day=voice.day(made)))
    service = page.phase == "service"
    if page.case_number is not None:
        told.append(voice.t(f"public.case_{page.case_state}", number=page.case_number))
    asks = service and page.case_state in ("", "open")
    state = "withdrawn" if page.withdrawn else page.phase
    headline = voice.t(f"public.pack_{state}_headline")
    way = Way(f"/w/{page.brand}", voice.t("public.to_wallet"))
    if page.phase == "outlet":
        way = Way(f"/clerk/cartons?code={page.code}", voice.t("public.to_till"))
    return FamilyView(
        dress=dress(look, page.phase),
        title=f"{headline} · {voice.say(page.brand_name)}",
        brand=voice.say(page.brand_name),
        brand_url=f"/w/{page.brand}",
        eyebrow=voice.say(page.product),
        headline=headline,
        lead=voice.t(f"public.pack_{page.phase}_lead"),
        warning=voice.say(page.refusal.words) if page.refusal else "",
        told=tuple(told),
        ways=(way,),
        action=f"/c/{page.code}/service" if asks else "",
        problem=problem,
        typed=typed,
    )
