"""From the engine's rules to the rules page. Pure."""

from __future__ import annotations

from datetime import date, datetime, time

from engine.api import EventRules, Label, Prize, RulesPage
from studio.i18n.voice import Voice
from studio.public.looks import Look
from studio.public.presenters import dress
from studio.public.views import PrizeRow, RulesEvent, RulesList, RulesView, Way, WinnerRow


def rules_view(page: RulesPage, look: Look, voice: Voice) -> RulesView:
    """The full rules in the reader's language."""
    here = f"/t/{page.brand}/{page.slug}"
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
        proof=f"{here}/draws.json" if page.ended and page.draws else "",
        version=voice.t("public.rules_version", number=page.version, at=voice.instant(page.published_at)),
        version_hash=page.version_hash,
        secret_hash=page.secret_hash if page.draws else "",
        kinds=_kinds(page, voice),
        winners_title=_winners_title(page, voice),
        winners=tuple(
            WinnerRow(voice.say(one.prize), _day(one.day, voice), one.member) for one in page.winners
        ),
        versions=tuple(
            Way(
                f"{here}/{one.hash}",
                voice.t("public.rules_version", number=one.number, at=voice.instant(one.since)),
            )
            for one in page.versions
            if one.hash != page.version_hash
        ),
        now="" if page.in_force else here,
    )


def _day(day: date, voice: Voice) -> str:
    return voice.day(datetime.combine(day, time(12), voice.zone))


def _kinds(page: RulesPage, voice: Voice) -> str:
    named = [voice.say(Label(one.en.lower(), one.zh)) for one in page.kinds]
    told = voice.t("public.rules_between").join(named)
    return voice.t("public.rules_kinds", kinds=told) if named else ""


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


def _claiming(page: RulesPage, voice: Voice) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How to take part and to get what was won, under the headings that the law names."""
    money = (voice.t("public.rules_claim_money", channel=voice.say(page.channel)),) if page.channel else ()
    things = (voice.t("public.rules_claim_things"),) if page.prizes else ()
    drawn = (voice.t("public.rules_claim_result"), voice.t("public.rules_draw_method"))
    contact = (voice.t("public.rules_contact", contact=voice.say(page.contact)),) if page.contact.en else ()
    parts = {
        "part": (voice.t("public.rules_claim_scan"),),
        "drawn": drawn if page.draws else (),
        "when": (voice.t("public.rules_claim_when"),),
        "how": (*money, voice.t("public.rules_claim_wallet"), *things),
        "lapse": (voice.t("public.rules_claim_late"),),
        "by": (
            voice.t("public.rules_organiser", brand=voice.say(page.organiser).removesuffix(".")),
            *contact,
        ),
    }
    return tuple((voice.t(f"public.rules_about_{name}"), lines) for name, lines in parts.items() if lines)


def _winners_title(page: RulesPage, voice: Voice) -> str:
    if page.winners_above.en:
        return voice.t("public.rules_winners", above=voice.say(page.winners_above))
    return voice.t("public.rules_winners_all") if page.winners else ""


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
