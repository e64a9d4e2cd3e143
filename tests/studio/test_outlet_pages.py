"""Outlets and dealers in the studio: the list with grades, one of each, tables with errors by line, complaints, till differences."""

from __future__ import annotations

import csv
import io

from tests.support.outlets_double import StocksDouble
from tests.support.site import prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import Desk

OUTLETS = "/studio/outlets"


def test_the_list_is_found_by_grade_and_words_and_leaves_as_a_file() -> None:
    desk = Desk()
    page = prose(desk.get(OUTLETS).text)
    assert "Corner shop" in page
    assert "Market hall" in page
    assert "27 / 270" in page
    weak = desk.json(f"{OUTLETS}.json?grade=C")
    assert [one["outlet"]["code"] for one in weak["lines"]] == ["S1"]
    assert weak["tally"] == {"A": 0, "B": 0, "C": 1, "none": 1}
    assert "fixed until midnight" in prose(desk.get(f"{OUTLETS}?grade=C").text)
    assert [one["outlet"]["code"] for one in desk.json(f"{OUTLETS}.json?q=cn-bj")["lines"]] == ["S2"]
    assert "No outlet fits." in prose(desk.get(f"{OUTLETS}?q=nowhere").text)
    file = desk.get(f"{OUTLETS}.csv?grade=C")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    (line,) = csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))
    assert (line["code"], line["owner"], line["grade"], line["claims"]) == ("S1", "Chen", "C", "270")


def test_a_brand_without_outlets_is_told_what_they_are_for() -> None:
    assert "Outlets redeem coupons" in prose(Desk(email="bo@example.com").get(OUTLETS).text)


def test_one_more_outlet_and_what_is_wrong_with_it() -> None:
    desk = Desk()
    form = {
        "code": "s3",
        "name_en": "",
        "name_zh": "码头店",
        "region": "CN-SH",
        "dealer": "D-1",
        "online": "1",
    }
    assert desk.post(OUTLETS, form).headers["location"] == f"{OUTLETS}/2"
    assert desk.engine.outlets.done == [("add", "drinks", "S3", "码头店", "CN-SH", True, "D-1")]
    refused = desk.post(OUTLETS, form | {"code": "S1"})
    assert refused.status_code == 422
    assert 'id="add-code-fault"' in refused.text
    assert 'value="码头店"' in refused.text
    assert "at least one language" in prose(desk.post(OUTLETS, form | {"name_zh": ""}).text)


def test_a_table_is_brought_in_whole_or_told_line_by_line() -> None:
    desk = Desk()
    made = desk.post(f"{OUTLETS}/table", {"table": "code,name_zh,region\nS8,八店,CN-GD\nS9,九店,CN-GD"})
    assert "Outlets brought in: 2." in prose(desk.follow(made).text)
    refused = desk.post(f"{OUTLETS}/table", {"table": "code,name_zh,region\nS1,一店,CN-GD"})
    assert refused.status_code == 422
    assert "Line 2: the outlet `S1` exists already" in prose(refused.text)
    assert "S1,一店,CN-GD" in refused.text


def test_one_outlet_with_its_people_stock_and_books() -> None:
    desk = Desk()
    page = prose(desk.get(f"{OUTLETS}/1?day=2026-06-03").text)
    for told in ("Chen", "C · weak", "¥0.50", "was declined here", "24"):
        assert told in page
    assert desk.get(f"{OUTLETS}/1?day=someday").status_code == 404
    person = {"number": "8", "name": "Li", "role": "clerk", "pin": "246810"}
    assert desk.post(f"{OUTLETS}/1/staff", person).status_code == 303
    assert 'id="staff-pin-fault"' in desk.post(f"{OUTLETS}/1/staff", person | {"pin": "x"}).text
    assert desk.post(f"{OUTLETS}/1/departures", {"number": "1"}).status_code == 303
    goods = {"product": "9521000100015", "pieces": "-6", "request": "a" * 32}
    assert desk.post(f"{OUTLETS}/1/stock", goods).status_code == 303
    assert desk.engine.stocks.done == [("deliver", 1, "9521000100015", -6, 32)]
    assert "not so many free" in prose(desk.post(f"{OUTLETS}/1/stock", goods | {"pieces": "-24"}).text)
    assert "whole number" in prose(desk.post(f"{OUTLETS}/1/stock", goods | {"pieces": "1.5"}).text)
    assert desk.engine.outlets.done == [("staff", 1, "8", "Li", "clerk"), ("leave", 1, "1")]


def test_dealers_with_what_they_supply() -> None:
    desk = Desk()
    assert "Southern Trade" in desk.get("/studio/dealers").text
    assert desk.json("/studio/dealers.json")["supplied"] == {"D-1": 1}
    assert "Corner shop" in desk.get("/studio/dealers/1").text
    new = {"code": "D-2", "name_zh": "北方商贸", "name_en": ""}
    assert desk.post("/studio/dealers", new).status_code == 303
    assert desk.engine.dealers.done == [("drinks", "D-2", "北方商贸")]
    assert "exists already" in prose(desk.post("/studio/dealers", new | {"code": "D-1"}).text)


def test_a_complaint_is_answered_once_it_says_something() -> None:
    engine = StudioDouble()
    desk, stocks = Desk(engine), engine.stocks
    assert isinstance(stocks, StocksDouble)
    assert "Waiting for an answer: 1" in prose(desk.get(f"{OUTLETS}/complaints").text)
    refused = desk.post(f"{OUTLETS}/complaints/1", {"answer": " "})
    assert refused.status_code == 422
    assert 'id="fault-1"' in refused.text
    assert desk.post(f"{OUTLETS}/complaints/1", {"answer": "We talked to them."}).status_code == 303
    assert stocks.done == [("answer", 1, "We talked to them.", "Ling")]


def test_what_tills_were_refused_and_what_they_had_taken_offline() -> None:
    desk = Desk()
    page = prose(desk.get(f"{OUTLETS}/differences").text)
    assert "The coupon has expired." in page
    assert len(desk.json(f"{OUTLETS}/differences.json")["lines"]) == 2
    assert [one["id"] for one in desk.json(f"{OUTLETS}/differences.json?offline=1")["lines"]] == ["8"]
    assert "Nothing to settle" in Desk(email="bo@example.com").get(f"{OUTLETS}/differences").text
