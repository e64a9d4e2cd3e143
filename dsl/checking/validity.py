"""How long a coupon or a lock lasts."""

from __future__ import annotations

from dsl.checking.amounts import check_count
from dsl.checking.moments import check_end
from dsl.checking.scope import Scope
from dsl.limits import DURATION
from dsl.lines import ValidLine
from dsl.nodes import Term
from dsl.validity import Days, Hours, Until, Validity


def check_validity(scope: Scope, written: ValidLine | Term, early: str) -> Validity | None:
    """The stretch as written. `early` is the finding for an end before that of the campaign."""
    if written.until is not None:
        instant = check_end(scope, written.until)
        if instant is not None and scope.ends is not None and instant < scope.ends:
            scope.say(early, written.until)
        return None if instant is None else Until(instant)
    count = check_count(scope, written.count) if written.count else None
    if count is not None and count > DURATION and written.count:
        scope.say("BC0512", written.count, text=written.count.digits, limit=f"{DURATION:,}")
        return None
    return None if count is None else Hours(count) if written.unit == "hours" else Days(count)
