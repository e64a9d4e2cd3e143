"""Goods on their way in the studio: alarms are closed, cases settled, packing recorded, settings kept."""

from __future__ import annotations

from engine.api import TradeSettings
from tests.support.site import prose
from tests.support.studio_site import Desk

GOODS = "/studio/goods"


def test_an_alarm_names_what_somebody_must_know_and_is_closed() -> None:
    desk = Desk()
    page = prose(desk.get(GOODS).text)
    for told in ("Cartons · 2", "Pallets · 1", "D1", "CN-GD", "CN-HN", "3 / 24"):
        assert told in page
    answer = desk.post(f"{GOODS}/alarms/81", {})
    assert "The alarm is closed." in prose(desk.follow(answer).text)
    assert desk.engine.diversion.changes == [("closed", 81)]


def test_a_case_is_compensated_or_closed_without() -> None:
    desk = Desk()
    for step, done in (("compensate", ("compensated", 91, None)), ("close", ("case closed", 91))):
        answer = desk.post(f"{GOODS}/cases/91", {"step": step})
        assert "The case is settled." in prose(desk.follow(answer).text)
        assert desk.engine.service.changes[-1] == done


def test_a_packing_table_is_recorded_or_its_lines_are_named() -> None:
    desk = Desk()
    page = desk.post(f"{GOODS}/packing", {"table": "child,parent\nCODE1,CODE2\n"})
    assert "Recorded. Lines: 1; links after joining runs: 1." in prose(page.text)
    refused = desk.post(f"{GOODS}/packing", {"table": "nonsense"})
    assert refused.status_code == 422
    assert "no header" in prose(refused.text)
    assert ">nonsense</textarea>" in refused.text


def test_settings_hold_from_now_on_and_a_wrong_figure_is_told() -> None:
    desk = Desk()
    form = {"clerk_minutes": "45", "clerk_claims": "3", "diversion_claims": "5", "diversion_days": "14"}
    form |= {"grade_a_percent": "40", "grade_b_percent": "25", "grade_claims": "50"}
    assert "Saved." in prose(desk.follow(desk.post(f"{GOODS}/settings", form)).text)
    assert desk.engine.accounts.settled == TradeSettings(45, 3, 5, 14, 40, 25, 50)
    desk.post(f"{GOODS}/settings", form | {"clerk_claims": ""})
    assert desk.engine.accounts.settled.clerk_claims is None
    wrong = desk.post(f"{GOODS}/settings", form | {"clerk_minutes": "soon"})
    assert wrong.status_code == 422
    assert "use 1 to 1,440" in prose(wrong.text)
