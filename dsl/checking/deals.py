"""Deals: prizes in exact number, dealt to the codes without replacement."""

from __future__ import annotations

from dsl.campaign import Draw
from dsl.checking.amounts import check_count
from dsl.checking.draws import laid_out
from dsl.checking.outcomes import Outcomes
from dsl.checking.scope import Scope
from dsl.limits import DRAW_SCALE
from dsl.lines import DealLine, OutcomeLine
from dsl.nodes import Lot
from dsl.values import Label
from dsl.vocabulary import TriggerWord

_LOT = Label("a number of codes, such as `100`", "码的个数，如 `100`")
_HEAD = Label("deal", "奖池")


def check_deal(
    scope: Scope, head: DealLine, outcomes: Outcomes, site: int, event: TriggerWord | None
) -> Draw | None:
    """A deal that leaves codes for `rest`: further codes than were dealt to get it too."""
    number = scope.deals
    scope.deals += 1
    if event is not None and event.name != "scan":
        scope.say("BC0819", head)
    for line, _ in outcomes.latest:
        scope.say("BC0818", line.odds or line, head=_HEAD, wanted=_LOT)
    codes = check_count(scope, head.codes)
    lots = [_lot(scope, line) for line, _ in outcomes.prizes]
    known = [lot for lot in lots if lot is not None]
    if codes is None or len(known) < len(lots) or not lots or event is None or event.name != "scan":
        return None
    if outcomes.rest is None:
        scope.missing("BC0804", head)
        return None
    if codes > DRAW_SCALE:
        scope.say("BC0821", head.codes, limit=f"{DRAW_SCALE:,}")
        return None
    if sum(known) >= codes:
        scope.say("BC0820", head, total=f"{sum(known):,}", codes=f"{codes:,}")
        return None
    return Draw(site, codes, laid_out(head, outcomes, known, codes), head.span.line, number)


def _lot(scope: Scope, line: OutcomeLine) -> int | None:
    if isinstance(line.odds, Lot):
        return check_count(scope, line.odds.codes)
    scope.say("BC0818", line.odds or line, head=_HEAD, wanted=_LOT)
    return None
