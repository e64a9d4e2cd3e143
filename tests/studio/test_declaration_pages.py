"""The brand's own events in the studio: what is declared, one more row by row, faults at their field, taking one back."""

from __future__ import annotations

from engine.api import EventDeclaration, EventParam, Label
from tests.support.site import prose
from tests.support.studio_site import Desk

EVENTS = "/studio/events"
FORM = {
    "name": "page_view", "zh": "浏览", "en": "page view",
    "0-name": "place", "0-word": "页面", "0-kind": "choice", "0-choices": "home, shop",
    "1-name": "seconds", "1-word": "时长", "1-kind": "count", "1-minimum": "1", "1-maximum": "600",
    "2-name": "", "2-word": "", "2-kind": "text",
}  # fmt: skip


def test_what_is_declared_is_listed_and_told_how_to_be_told() -> None:
    desk = Desk()
    assert "on try_on" in prose(desk.get(EVENTS).text)
    assert "当 试穿" in prose(Desk(language="zh").get(EVENTS).text)
    page = prose(desk.get(f"{EVENTS}/try_on").text)
    assert "POST /api/v1/events" in page
    assert "times.try_on in the last 30 days at least 2" in page
    assert desk.get(f"{EVENTS}/nothing").status_code == 404
    assert "No event of your own yet" in Desk(email="bo@example.com").get(EVENTS).text


def test_an_event_is_declared_row_by_row() -> None:
    desk = Desk()
    assert desk.post(f"{EVENTS}/new", FORM).headers["location"] == f"{EVENTS}/page_view?saved=1"
    wanted = EventDeclaration(
        "page_view",
        Label("page view", "浏览"),
        (
            EventParam("place", "页面", "choice", ("home", "shop")),
            EventParam("seconds", "时长", "count", (), 1, 600),
        ),
    )
    assert desk.engine.declarations.done == [("declare", "drinks", wanted)]
    assert desk.post(f"{EVENTS}/try_on", FORM).headers["location"] == f"{EVENTS}/try_on?saved=1"


def test_a_fault_stands_at_its_field_and_what_was_typed_stays() -> None:
    desk = Desk()
    refused = desk.post(f"{EVENTS}/new", FORM | {"0-choices": ""})
    assert refused.status_code == 422
    assert 'id="p0-choices"' in refused.text.split('aria-invalid="true"')[0].rsplit("<input", 1)[1]
    assert 'value="seconds"' in refused.text
    assert "whole number" in prose(desk.post(f"{EVENTS}/new", FORM | {"1-maximum": "many"}).text)
    assert "is a word of the language" in prose(desk.post(f"{EVENTS}/new", FORM | {"name": "scan"}).text)


def test_what_a_published_campaign_reads_is_not_taken_back() -> None:
    desk = Desk()
    refused = desk.post(f"{EVENTS}/try_on", {"act": "withdraw"})
    assert refused.status_code == 422
    assert "the published campaign" in prose(refused.text)
