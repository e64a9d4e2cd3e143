"""From the engine's answers to the pages behind codes and invitations. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.api import ClaimAnswer, GrantView, InvitationPage, Reason, Refusal, ScanPage

from studio.i18n.voice import Voice
from studio.public.cards import prize_card
from studio.public.looks import Look
from studio.public.views import Dress, Press, ScanView, Way

#: Which of a theme's states tells a refusal; every other reason is told as `refused`.
_STATE_OF: Final[Mapping[Reason, str]] = {
    Reason.NOT_GENUINE: "not_genuine",
    Reason.NOT_ACTIVE: "not_active",
    Reason.WITHDRAWN: "withdrawn",
    Reason.NO_CAMPAIGN: "no_campaign",
    Reason.NOT_STARTED: "not_started",
    Reason.PAUSED: "paused",
    Reason.ENDED: "ended",
    Reason.ALREADY_YOURS: "already",
    Reason.ALREADY_CLAIMED: "taken",
    Reason.BUDGET_SPENT: "spent",
    Reason.DAY_BUDGET_SPENT: "spent",
    Reason.STOCK_SPENT: "spent",
    Reason.LIMIT_REACHED: "limit",
}
#: Refusals that have their own headline here, because no theme speaks of them.
_OWN_WORDS: Final = frozenset({Reason.TOO_MANY_WRONG_CODES, Reason.DAY_BUDGET_SPENT, Reason.LINK_UNKNOWN})


def dress(look: Look, state: str) -> Dress:
    """The look of a page in one state."""
    pictures = look.pictures
    return Dress(state, look.style, pictures.get("hero"), pictures.get("hero-dark"), pictures.get(state))


def scan_view(page: ScanPage, look: Look, voice: Voice, *, fresh: bool, refusal: Refusal | None) -> ScanView:
    """The page of a code. `fresh` celebrates a claim just made; `refusal` answers one just refused."""
    refused = refusal or page.refusal
    if page.phase == "clerk":
        return _clerk_view(page, look, voice)
    state = _scan_state(page, refused, fresh=fresh, asks="welcome")
    told: tuple[str, ...] = ()
    if state == "already" and page.answer is not None:
        told = (voice.t("public.used_at", at=voice.instant(page.answer.at)),)
    elif refused is not None and state != "not_genuine":
        told = (voice.say(refused.words),)
    elif state == "welcome" and page.ends is not None:
        told = (voice.t("public.runs_until", day=voice.until(page.ends)),)
    return _view(
        page,
        look,
        voice,
        state=state,
        words=_words(look, voice, state, refused),
        eyebrow=" · ".join(filter(None, (voice.say(page.product), voice.say(page.campaign)))),
        told=told,
        action=f"/c/{page.code}/claim",
    )


def invitation_view(
    page: InvitationPage, look: Look, voice: Voice, *, fresh: bool, refusal: Refusal | None
) -> ScanView:
    """The page that a friend sees behind a share link."""
    refused = refusal or page.refusal
    state = _scan_state(page, refused, fresh=fresh, asks="invited")
    told: tuple[str, ...] = ()
    if state == "already" and page.answer is not None:
        told = (voice.t("public.accepted_at", at=voice.instant(page.answer.at)),)
    elif refused is not None and refused.reason is not Reason.LINK_UNKNOWN:
        told = (voice.say(refused.words),)
    words = _words(look, voice, state, refused)
    if page.phase == "unknown":
        words = _own_words(voice, Reason.LINK_UNKNOWN)
    return _view(
        page,
        look,
        voice,
        state=state,
        words=words,
        eyebrow=voice.say(page.campaign),
        told=told,
        action=f"/i/{page.token}/accept",
    )


def _scan_state(page: ScanPage | InvitationPage, refused: Refusal | None, *, fresh: bool, asks: str) -> str:
    if page.phase == "won" and page.answer is not None:
        if not page.answer.grants:
            return "nothing"
        return "won" if fresh else "already"
    if refused is not None:
        return _STATE_OF.get(refused.reason, "refused")
    return asks if page.phase == "ask" else "not_genuine" if isinstance(page, ScanPage) else "refused"


def _words(look: Look, voice: Voice, state: str, refused: Refusal | None) -> Mapping[str, str]:
    if refused is not None and refused.reason in _OWN_WORDS:
        return _own_words(voice, refused.reason)
    return look.words(state, voice.locale)


def _own_words(voice: Voice, reason: Reason) -> Mapping[str, str]:
    return {part: voice.t(f"public.{reason.value}_{part}") for part in ("headline", "lead")}


def _view(
    page: ScanPage | InvitationPage,
    look: Look,
    voice: Voice,
    *,
    state: str,
    words: Mapping[str, str],
    eyebrow: str,
    told: tuple[str, ...],
    action: str,
) -> ScanView:
    answer = page.answer if state in ("won", "already", "nothing") else None
    brand = voice.say(page.brand_name)
    asking = state in ("welcome", "invited")
    return ScanView(
        dress=dress(look, state),
        title=" · ".join(filter(None, (words["headline"], brand))),
        brand=brand,
        brand_url=f"/w/{page.brand}" if page.brand else "/",
        eyebrow=eyebrow,
        headline=words["headline"],
        lead=words["lead"],
        told=told,
        prizes=tuple(prize_card(grant, voice) for grant in _own_grants(answer)),
        notes=tuple(voice.say(note) for note in answer.notes) if answer else (),
        press=Press(action, words["button"], voice.t("public.accepts_terms")) if asking else None,
        terms=tuple(voice.say(term) for term in page.terms),
        ways=_ways(page.brand, voice, shares=state in ("won", "already")),
        joyful=state == "won",
    )


def _own_grants(answer: ClaimAnswer | None) -> tuple[GrantView, ...]:
    """What the visitor got; what the same claim gave to clerk, store or friend is their affair."""
    return tuple(grant for grant in answer.grants if grant.recipient_kind == "consumer") if answer else ()


def _ways(brand: str, voice: Voice, *, shares: bool) -> tuple[Way, ...]:
    if not brand:
        return ()
    wallet = Way(f"/w/{brand}", voice.t("public.to_wallet"))
    return (wallet, Way(f"/w/{brand}#share", voice.t("public.to_share"))) if shares else (wallet,)


def _clerk_view(page: ScanPage, look: Look, voice: Voice) -> ScanView:
    """A clerk's own code: the visitor's next claim counts as served by that clerk."""
    headline = voice.t("public.clerk_headline")
    return ScanView(
        dress=dress(look, "clerk"),
        title=f"{headline} · {voice.say(page.brand_name)}",
        brand=voice.say(page.brand_name),
        brand_url=f"/w/{page.brand}",
        eyebrow=voice.say(page.outlet_name),
        headline=headline,
        lead=voice.t("public.clerk_lead"),
        told=(voice.t("public.served_by", clerk=page.clerk_name, outlet=voice.say(page.outlet_name)),),
        prizes=(),
        notes=(),
        press=None,
        terms=(),
        ways=_ways(page.brand, voice, shares=False),
        joyful=False,
    )
