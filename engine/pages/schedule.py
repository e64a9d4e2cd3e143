"""What a campaign's page does by itself: the changes that plans and licences bring, in order of time. Pure."""

from __future__ import annotations

from datetime import datetime

from dsl.values import Label
from engine.pages.page_book import PageBook
from engine.pages.views import Change


def changes(book: PageBook, campaign_id: int, since: datetime, until: datetime) -> tuple[Change, ...]:
    """What is seen within every licence's territory, from `since` on, each time that it becomes another page before `until`."""
    edges = {since}
    for plan in book.plans:
        if plan.campaign_id == campaign_id and plan.theme is not None:
            edges |= {
                edge
                for one in book.licences_of(plan.theme)
                for span in one.spans
                for edge in (span.starts, span.ends)
            }
    edges |= {plan.starts for plan in book.plans if plan.campaign_id == campaign_id}
    found: list[Change] = []
    for at in sorted(edge for edge in edges if since <= edge < until):
        change = _at(book, campaign_id, at)
        if not found or found[-1].theme != change.theme:
            found.append(change)
    return tuple(found)


def _at(book: PageBook, campaign_id: int, at: datetime) -> Change:
    planned = book.planned(campaign_id, at)
    if planned is None:
        return Change(at, None)
    stopped = [one for one in book.licences_of(planned) if not one.runs(at)]
    if stopped:
        title = stopped[0].title
        ended = stopped[0].ended(at)
        why = Label(
            f"the licence “{title.en}” {'has ended' if ended else 'is not in force'}",
            f"授权“{title.zh}”{'已到期' if ended else '未在有效期内'}",
        )
        return Change(at, None, why)
    if not all(one and (one.licence_id is None or one.approved) for one in book.pictures_of(planned)):
        return Change(at, None, Label("a picture is no longer approved", "有图片不再获得批准"))
    return Change(at, planned)
