"""The second step: what is written, held against the vocabulary, becomes a campaign that can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dsl import lines as ln
from dsl.analysis.report import analyse
from dsl.campaign import Campaign, CouponTerms, Test, Trigger
from dsl.checking.branches import Reach
from dsl.checking.constants import check_constants, check_shared
from dsl.checking.coupons import check_coupon, declare_coupon
from dsl.checking.events import check_event, check_facts_carried, event_word
from dsl.checking.examples import check_test
from dsl.checking.forecasts import with_forecasts
from dsl.checking.locks import check_keys
from dsl.checking.offers import check_offer
from dsl.checking.pages import check_pages
from dsl.checking.pots import event_name
from dsl.checking.prizes import check_prize
from dsl.checking.rules import Setting, check_rules
from dsl.checking.scope import Scope
from dsl.checking.segments import check_segments
from dsl.checking.terms import Terms, check_money_given, check_terms
from dsl.checking.tiers import check_tiers
from dsl.diagnostics import Diagnostic, finding
from dsl.facts_read import GUARD_NAMES, FactsRead
from dsl.lexicon import Lexicon, lexicon
from dsl.limits import FINDINGS, FINDINGS_OF_ONE_KIND, RULES
from dsl.nodes import Span
from dsl.sharing import NO_SHARED, Resolved, resolve
from dsl.source import Source, SourceLine, parse
from dsl.values import Label
from dsl.vocabulary import Vocabulary, window_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A campaign when nothing is wrong, and every finding in the order of the text."""

    campaign: Campaign | None
    diagnostics: tuple[Diagnostic, ...]


def check(
    text: str, vocabulary: Vocabulary, *, shared: Mapping[str, str] = NO_SHARED, everybody: bool = True
) -> Checked:
    """Read and check a text with the shared texts that it uses. Never raises for any text.

    Without `everybody` the look at the campaign as a whole (reach, budgets, law) is left out: for a text that
    was looked at before, as a published one was.
    """
    whole = resolve(text, shared) if shared else Resolved(text)
    checked = _check(whole.text, vocabulary, everybody)
    return replace(checked, diagnostics=tuple(map(whole.placed, checked.diagnostics)))


def _check(text: str, vocabulary: Vocabulary, everybody: bool) -> Checked:
    source = parse(text)
    if any(found.code == "BC0301" for found in source.diagnostics):
        return Checked(None, source.diagnostics)
    words = lexicon(vocabulary)
    scope = Scope(words, lenient=any(line.broken or _unknown_event(words, line) for line in source.lines))
    source = replace(source, campaign=check_constants(scope, source.campaign))
    parts = check_shared(scope, source.campaign)
    if parts and not any(
        isinstance(block.line, ln.CampaignLine | ln.TriggerLine) for block in source.campaign
    ):
        check_tiers(scope, source)
        check_segments(scope, source)
        return Checked(None, _ordered((*source.diagnostics, *scope.findings)))
    campaign = _campaign(scope, source)
    found = [*source.diagnostics, *scope.findings]
    if everybody and campaign is not None and _sound(found):
        found += analyse(campaign, vocabulary, _places(source))
    return Checked(campaign if _sound(found) else None, _ordered(tuple(found)))


def _unknown_event(words: Lexicon, line: SourceLine) -> bool:
    """A line of a test that begins with no known event: it may have been meant for anything."""
    says = line.says
    return isinstance(says, ln.EventLine) and words.triggers.find(says.event.kind) is None


def _sound(findings: list[Diagnostic]) -> bool:
    return not any(found.severity == "error" for found in findings)


def _places(source: Source) -> Callable[[int], Span]:
    """The place of a line; for a prize, that of the prize itself."""

    def place(number: int) -> Span:
        says = source.lines[number - 1].says
        if isinstance(says, ln.OutcomeLine | ln.GiveLine) and says.gift is not None:
            return says.gift.span
        return says.span if says is not None else _beginning(source)

    return place


def _campaign(scope: Scope, source: Source) -> Campaign | None:
    head, terms = _terms(scope, source)
    coupons = _coupons(scope, source)
    for block in source.campaign:
        if isinstance(block.line, ln.PrizeLine):
            check_prize(scope, block, block.line)
        if isinstance(block.line, ln.OfferLine):
            check_offer(scope, block, block.line)
    tiers = check_tiers(scope, source)
    segments = check_segments(scope, source)
    pages = check_pages(scope, head) if head is not None else ()
    triggers = _triggers(scope, source)
    reads = FactsRead(segments)
    for trigger in triggers:
        if trigger is not None:
            check_facts_carried(scope, trigger, reads, _places(source))
    if head is not None and terms is not None:
        check_money_given(scope, terms, head)
    tests = _tests(scope, source, triggers)
    _unused(scope, source)
    sound = tuple(trigger for trigger in triggers if trigger is not None)
    if terms is None or terms.brand is None or not (scope.zone and scope.starts and scope.ends):
        return None
    whole = len(segments) == len(scope.segments)
    read = frozenset[str]().union(*map(reads.of_trigger, sound)) if whole else frozenset[str]()
    read = frozenset([window_of(name)[0] for name in read])
    personal = tuple(fact.name for fact in scope.words.facts.words() if fact.personal and fact.name in read)
    campaign = Campaign(
        terms.title, terms.brand, scope.starts, scope.ends, scope.zone, terms.budgets, terms.limits,
        pages, terms.channels, coupons, segments, sound, tests, personal, scope.words.version,
        prizes=tuple(terms for _, terms in scope.prizes.values() if terms is not None),
        market=terms.market, organiser=terms.organiser, contact=terms.contact, tiers=tiers,
        clerk_code=terms.clerk_code,
        offers=tuple(terms for _, terms in scope.offers.values() if terms is not None),
    )  # fmt: skip
    return with_forecasts(scope, source, campaign)


def _terms(scope: Scope, source: Source) -> tuple[ln.Block | None, Terms | None]:
    found = [(block, block.line) for block in source.campaign if isinstance(block.line, ln.CampaignLine)]
    for _, line in found[1:]:
        scope.say("BC0902", line, line=found[0][1].span.line)
    if not found:
        scope.missing("BC0901", _beginning(source))
        return None, None
    block, line = found[0]
    terms = check_terms(scope, block, line)
    scope.budgets = terms.budgets
    return block, terms


def _coupons(scope: Scope, source: Source) -> tuple[CouponTerms, ...]:
    blocks = [(block, block.line) for block in source.campaign if isinstance(block.line, ln.CouponLine)]
    for _, line in blocks:
        declare_coupon(scope, line)
    checked = [check_coupon(scope, block, line) for block, line in blocks]
    return tuple(coupon for coupon in checked if coupon is not None)


def _triggers(scope: Scope, source: Source) -> list[Trigger | None]:
    triggers: list[Trigger | None] = []
    seen: dict[tuple[object, ...], int] = {}
    for block in source.campaign:
        line = block.line
        if not isinstance(line, ln.TriggerLine):
            continue
        trigger = check_event(scope, line.event, line.span.line)
        reach: Reach = ((scope.starts, scope.ends),) if scope.starts and scope.ends else None
        scope.deals = 0
        setting, pots = Setting(event_word(scope, line.event), None, reach, []).entered(
            block.children, scope, event_name(trigger), reach
        )
        rules = check_rules(scope, block.children, setting)
        triggers.append(None if trigger is None else replace(trigger, rules=rules, pots=pots))
        if trigger is None:
            continue
        first = seen.setdefault((trigger.kind, trigger.asked), trigger.line)
        if first != trigger.line:
            scope.say("BC0810", line, line=first)
    check_keys(scope, triggers)
    if not triggers and not scope.offers and source.campaign:
        scope.missing("BC0909", _beginning(source))
    if scope.rules > RULES:
        scope.say("BC0306", _beginning(source), limit=RULES)
    return triggers


def _tests(scope: Scope, source: Source, triggers: list[Trigger | None]) -> tuple[Test, ...]:
    tests: list[Test | None] = []
    seen: dict[str, int] = {}
    for block in source.campaign:
        line = block.line
        if isinstance(line, ln.TestLine):
            if seen.setdefault(line.name.text, line.span.line) != line.span.line:
                what = Label("test", "测试")
                scope.say("BC0410", line.name, what=what, name=line.name.text, line=seen[line.name.text])
            tests.append(check_test(scope, block, line, triggers))
    return tuple(test for test in tests if test is not None)


def _unused(scope: Scope, source: Source) -> None:
    coupons, segments = set(scope.coupons) - scope.coupons_given, scope.segments - scope.segments_used
    for block in source.campaign:
        match block.line:
            case ln.CouponLine(id=name) if name.text in coupons:
                coupons.remove(name.text)
                scope.missing("BC0910", name, name=name.text)
            case ln.PrizeLine(id=name) if name.text in set(scope.prizes) - scope.prizes_given:
                scope.missing("BC0924", name, name=name.text)
            case ln.SharedLine():
                return  # another campaign may use what follows
            case ln.SegmentLine(name=name) if name.text in segments - GUARD_NAMES:
                segments.remove(name.text)
                scope.missing("BC0911", name, name=name.text)


def _beginning(source: Source) -> Span:
    """The first line that says something, as the place of findings about the whole text."""
    for line in source.lines:
        if line.says is not None:
            return line.says.span
    return Span(0, 0, 1, 1)


def _ordered(findings: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """In the order of the text, each once, and no more than are worth reading."""
    ordered = sorted(dict.fromkeys(findings), key=lambda found: (found.span.start, found.code))
    seen: Counter[str] = Counter()
    kept: list[Diagnostic] = []
    for found in sorted(ordered, key=lambda found: found.severity != "error"):
        seen[found.code] += 1
        if len(kept) < FINDINGS and seen[found.code] <= FINDINGS_OF_ONE_KIND:
            kept.append(found)
    kept.sort(key=lambda found: (found.span.start, found.code))
    if len(kept) < len(ordered):
        kept.append(finding("BC0307", kept[-1].span, count=len(ordered) - len(kept)))
    return tuple(kept)
