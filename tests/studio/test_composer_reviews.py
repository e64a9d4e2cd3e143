"""Held claims are decided at the desk, and a paused channel goes on."""

from __future__ import annotations

from tests.support.site import prose
from tests.support.studio_site import Desk


def test_what_waits_is_told_on_the_first_page_and_decided_on_its_own() -> None:
    desk = Desk()
    assert "/studio/reviews" in desk.get("/studio").text
    page = desk.get("/studio/reviews")
    text = prose(page.text)
    for expected in ("1,200 wrong codes", "7K3QX2M9R4TB8V", "¥1.00", "Paid once you reach 1.00 yuan."):
        assert expected in text
    assert desk.post("/studio/reviews/1/release", {}).status_code == 303
    assert desk.post("/studio/reviews/1/rejection", {"reason": " many codes "}).status_code == 303
    assert desk.post("/studio/reviews/1/rejection", {"reason": " "}).status_code == 303
    assert desk.engine.reviews.decided == [("release", 1, "Ling"), ("reject: many codes", 1, "Ling")]
    assert desk.post("/studio/reviews/channels/sandbox_wallet/resumption", {}).status_code == 303


def test_who_only_reads_decides_nothing() -> None:
    desk = Desk(email="ana@example.com")
    assert "rejection" not in desk.get("/studio/reviews").text
    assert desk.post("/studio/reviews/1/release", {}).status_code == 403
    assert desk.engine.reviews.decided == []
