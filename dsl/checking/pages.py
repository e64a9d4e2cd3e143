"""Which page is shown to whom and when: the first that fits, and one for everybody at the end."""

from __future__ import annotations

from datetime import datetime

from dsl import lines as ln
from dsl.campaign import Page
from dsl.checking.conditions import check_clause
from dsl.checking.moments import check_end, check_start
from dsl.checking.parts import every
from dsl.checking.scope import Scope


def check_pages(scope: Scope, block: ln.Block) -> tuple[Page, ...]:
    """The pages in the order of the text. (After the segments, which conditions may name.)"""
    pages: list[Page] = []
    lines = every(block, ln.PageLine)
    for line in lines:
        for earlier in pages:
            if earlier.always:
                scope.say("BC0920", line, line=earlier.line)
                break
        page = _page(scope, line)
        if page is not None:
            pages.append(page)
    if lines and len(pages) == len(lines) and not any(page.always for page in pages):
        scope.missing("BC0919", lines[-1])
    return tuple(pages)


def _page(scope: Scope, line: ln.PageLine) -> Page | None:
    theme = scope.look_up(scope.words.themes, "BC0404", line.theme)
    starts = check_start(scope, line.starts) if line.starts is not None else None
    ends = check_end(scope, line.ends) if line.ends is not None else None
    condition = check_clause(scope, line.clause) if line.clause is not None else None
    if _never(scope, starts, ends):
        scope.say("BC0921", line)
    sound = (not line.starts or starts) and (not line.ends or ends) and (not line.clause or condition)
    return Page(theme.name, starts, ends, condition, line.span.line) if theme and sound else None


def _never(scope: Scope, starts: datetime | None, ends: datetime | None) -> bool:
    """It ends before it starts, or before the campaign does; or it starts after the campaign."""
    first = max((one for one in (starts, scope.starts) if one is not None), default=None)
    last = min((one for one in (ends, scope.ends) if one is not None), default=None)
    return first is not None and last is not None and first >= last
