"""From the engine's answers to the pages behind codes and invitations. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.api import ClaimAnswer, GrantView, InvitationPage, Reason, Refusal, ScanPage
from studio.i18n.voice import Voice
from studio.public.cards import prize_card
from studio.public.looks import Look
from studio.public.seen import marks_of, unseen
from studio.public.views import Dress, Press, ScanFrame, ScanView, Way

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
    Reason.BLOCK_BUDGET_SPENT: "spent",
    Reason.STOCK_SPENT: "spent",
    Reason.LIMIT_REACHED: "limit",
}
#: Refusals that have a headline here, because no theme speaks of them.
_OWN_HEADLINES: Final = frozenset({Reason.TOO_MANY_WRONG_CODES, Reason.DAY_BUDGET_SPENT})
#: States in which the theme's lead says what to do next; elsewhere it would repeat the engine's words.
_ADVISED: Final = frozenset({"not_genuine", "not_active", "withdrawn", "not_started", "ended", "taken"})


@dataclass(frozen=True, slots=True)
class _Speech:
    """What a page says: the headline, the sentence below it, facts in bold, advice in small."""

    headline: str
    lead: str
    told: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    button: str = ""


def dress(look: Look, state: str) -> Dress:
    """The look of a page in one state."""
    pictures = look.pictures
    return Dress(
        state,
        look.style,
        pictures.get("hero"),
        pictures.get("hero-dark"),
        pictures.get(state),
        pictures.get("coupon"),
    )


def scan_view(
    page: ScanPage, look: Look, voice: Voice, *, fresh: bool, refusal: Refusal | None, seen: str = ""
) -> ScanView:
    """The page of a code. `fresh` celebrates a claim just made; `refusal` answers one just refused; `seen` are the
    marks of the terms that were shown before the press."""
    if page.phase == "clerk":
        return _clerk_view(page, look, voice)
    refused = refusal or page.refusal
    state = _state(page, refused, fresh=fresh, asks="welcome")
    fact = ""
    if state == "already" and page.answer is not None:
        fact = voice.t("public.been_at" if page.daily else "public.used_at", at=voice.instant(page.answer.at))
    elif state == "welcome" and page.ends is not None:
        fact = voice.t("public.runs_until", day=voice.until(page.ends))
    speech = _speech(look, voice, state, refused, fact)
    if page.daily:
        speech = _of_place(speech, state, voice)
    where = page.outlet_name if page.daily else page.product
    eyebrow = " · ".join(filter(None, (voice.say(where), voice.say(page.campaign))))
    view = _view(page, look, voice, state, speech, eyebrow=eyebrow, action=f"/c/{page.code}/claim")
    if view.frame.press:
        press = replace(
            view.frame.press, shown=page.version_hash, seen=marks_of(page.terms), page=look.theme.code
        )
        return replace(view, frame=replace(view.frame, press=press))
    changed = unseen(page.terms, seen) if fresh and page.answer else ()
    return replace(view, changed=tuple(voice.say(line) for line in changed))


def _of_place(speech: _Speech, state: str, voice: Voice) -> _Speech:
    """The same on a page of a place: a theme's words there are of packs, bought and opened."""
    speech = replace(speech, advice=())
    if state == "already":
        return replace(speech, headline=voice.t("public.been_headline"), lead=voice.t("public.been_lead"))
    if state == "no_campaign":
        return replace(speech, headline=voice.t("public.place_quiet_headline"))
    return speech


def invitation_view(
    page: InvitationPage, look: Look, voice: Voice, *, fresh: bool, refusal: Refusal | None
) -> ScanView:
    """The page that a friend sees behind a share link."""
    refused = refusal or page.refusal
    state = _state(page, refused, fresh=fresh, asks="invited")
    fact = ""
    if state == "already" and page.answer is not None:
        fact = voice.t("public.accepted_at", at=voice.instant(page.answer.at))
    speech = _speech(look, voice, state, refused, fact)
    if page.phase == "unknown":
        speech = _Speech(voice.t("public.link_unknown_headline"), voice.t("public.link_unknown_lead"))
    eyebrow = voice.say(page.campaign)
    view = _view(page, look, voice, state, speech, eyebrow=eyebrow, action=f"/i/{page.token}/accept")
    return replace(view, frame=replace(view.frame, shared=True), card=f"/i/{page.token}/card")


def _state(page: ScanPage | InvitationPage, refused: Refusal | None, *, fresh: bool, asks: str) -> str:
    """The theme's state that tells this page."""
    if page.phase == "won" and page.answer is not None:
        if not (page.answer.grants or page.answer.opened):
            return "nothing"
        return "won" if fresh else "already"
    if refused is not None:
        return _STATE_OF.get(refused.reason, "refused")
    return asks if page.phase == "ask" else "not_genuine"


def _speech(look: Look, voice: Voice, state: str, refused: Refusal | None, fact: str) -> _Speech:
    """A refusal is told in the engine's words, under the theme's headline; the rest in the theme's words."""
    words = look.words(state, voice.locale)
    if refused is None or state in ("won", "nothing") or fact:
        told = (fact,) if fact else ()
        return _Speech(words["headline"], words["lead"], told, button=words.get("button", ""))
    own = refused.reason in _OWN_HEADLINES
    headline = voice.t(f"public.{refused.reason.value}_headline") if own else words["headline"]
    advice: tuple[str, ...] = (words["lead"],) if state in _ADVISED else ()
    return _Speech(headline, voice.say(refused.words), advice=advice)


def _view(
    page: ScanPage | InvitationPage,
    look: Look,
    voice: Voice,
    state: str,
    speech: _Speech,
    *,
    eyebrow: str,
    action: str,
) -> ScanView:
    answer = page.answer if state in ("won", "already", "nothing") else None
    brand = voice.say(page.brand_name)
    asking = state in ("welcome", "invited")
    notes = tuple(voice.say(note) for note in answer.notes) if answer else ()
    notes += tuple(voice.t("public.unlocked", title=voice.say(one.title)) for one in _opened(answer))
    prizes = tuple(prize_card(grant, voice) for grant in (*_opened(answer), *_own_grants(answer)))
    frame = ScanFrame(
        dress=dress(look, state),
        title=" · ".join(filter(None, (speech.headline, brand))),
        brand=brand,
        brand_url=f"/w/{page.brand}" if page.brand else "/",
        eyebrow=eyebrow,
        headline=speech.headline,
        press=Press(speech.button, voice.t("public.accepts_terms")) if asking else None,
        terms=tuple(voice.say(term) for term in page.terms),
        ways=_ways(page.brand, voice, shares=page.shares and state in ("won", "already")),
        gives=bool(prizes),
        joyful=state == "won",
        rules_url=_rules_url(page),
    )
    return ScanView(frame, speech.lead, speech.told, action, prizes, (*notes, *speech.advice))


def _rules_url(page: ScanPage | InvitationPage) -> str:
    slug = page.campaign_slug if isinstance(page, ScanPage) else ""
    return f"/t/{page.brand}/{slug}" if slug else ""


def _own_grants(answer: ClaimAnswer | None) -> tuple[GrantView, ...]:
    """What the visitor got; what the same claim gave to clerk, store or friend is their affair."""
    return tuple(grant for grant in answer.grants if grant.recipient_kind == "consumer") if answer else ()


def _opened(answer: ClaimAnswer | None) -> Sequence[GrantView]:
    """What was set aside for the visitor before, and this claim has opened."""
    return answer.opened if answer else ()


def _ways(brand: str, voice: Voice, *, shares: bool) -> tuple[Way, ...]:
    if not brand:
        return ()
    wallet = Way(f"/w/{brand}", voice.t("public.to_wallet"))
    return (wallet, Way(f"/w/{brand}#share", voice.t("public.to_share"))) if shares else (wallet,)


def _clerk_view(page: ScanPage, look: Look, voice: Voice) -> ScanView:
    """A clerk's own code: the visitor's next claim counts as served by that clerk."""
    headline = voice.t("public.clerk_headline")
    frame = ScanFrame(
        dress=dress(look, "clerk"),
        title=f"{headline} · {voice.say(page.brand_name)}",
        brand=voice.say(page.brand_name),
        brand_url=f"/w/{page.brand}",
        eyebrow=voice.say(page.outlet_name),
        headline=headline,
        press=None,
        terms=(),
        ways=_ways(page.brand, voice, shares=False),
    )
    served = voice.t("public.served_by", clerk=page.clerk_name, outlet=voice.say(page.outlet_name))
    return ScanView(frame, voice.t("public.clerk_lead"), (served,))
