"""From the engine's rules to the rules page. Pure."""

from __future__ import annotations

from engine.api import EventRules, Prize, RulesPage
from studio.i18n.voice import Voice
from studio.public.looks import Look
from studio.public.presenters import dress
from studio.public.views import PrizeRow, RulesEvent, RulesList, RulesView, Way


def rules_view(page: RulesPage, look: Look, voice: Voice) -> RulesView:
    """The full rules in the reader's language."""
    return RulesView(
        dress=dress(look, "rules"),
        title=voice.t("public.rules_title", campaign=voice.say(page.title)),
        brand=voice.say(page.brand_name),
        wallet_url=f"/w/{page.brand}",
        campaign=voice.say(page.title),
        general=tuple(voice.say(line) for line in page.general),
        events=tuple(_event(event, voice) for event in page.events),
        coupons=tuple(voice.say(line) for line in page.coupons),
        prizes=tuple(voice.say(line) for line in page.prizes),
        claiming=_claiming(page, voice),
        fairness=_fairness(page, voice),
        proof=f"/t/{page.brand}/{page.slug}/draws.json" if page.ended and page.draws else "",
        version=voice.t("public.rules_version", number=page.version, at=voice.instant(page.published_at)),
        version_hash=page.version_hash,
        secret_hash=page.secret_hash if page.draws else "",
    )


def _event(event: EventRules, voice: Voice) -> RulesEvent:
    rules = tuple(voice.say(line) for line in event.rules)
    return RulesEvent(voice.say(event.title), rules, tuple(_row(prize, voice) for prize in event.prizes))


def _row(prize: Prize, voice: Voice) -> PrizeRow:
    unlimited = voice.t("public.rules_unlimited")
    return PrizeRow(
        voice.say(prize.title),
        voice.say(prize.odds) if prize.odds else voice.t("public.rules_sure"),
        unlimited if prize.total is None else f"{prize.total:,}",
        unlimited if prize.total is None else "–" if prize.left is None else f"{prize.left:,}",
    )


def _claiming(page: RulesPage, voice: Voice) -> tuple[str, ...]:
    money = (
        [voice.t("public.rules_claim_money", channel=voice.say(page.channel))]
        if page.channel is not None
        else []
    )
    return (
        voice.t("public.rules_claim_scan"),
        *([voice.t("public.rules_claim_result")] if page.draws else []),
        *money,
        voice.t("public.rules_claim_wallet"),
        voice.t("public.rules_claim_late"),
        voice.t("public.rules_organiser", brand=voice.say(page.organiser)),
        *([voice.t("public.rules_contact", contact=voice.say(page.contact))] if page.contact.en else []),
    )


def _fairness(page: RulesPage, voice: Voice) -> tuple[str, ...]:
    if not page.draws:
        return ()
    when = "public.rules_fair_now" if page.ended else "public.rules_fair_later"
    return voice.t("public.rules_fair_code"), voice.t(when)


def rules_list(brand: str, name: str, pages: tuple[RulesPage, ...], look: Look, voice: Voice) -> RulesList:
    """The campaigns that run or will."""
    return RulesList(
        dress=dress(look, "rules"),
        title=f"{voice.t('public.rules_all')} · {name}",
        brand=name,
        wallet_url=f"/w/{brand}",
        campaigns=tuple(Way(f"/t/{brand}/{page.slug}", voice.say(page.title)) for page in pages),
    )
