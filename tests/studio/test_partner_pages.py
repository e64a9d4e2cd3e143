"""The partners' room: what is owed and agreed, statements with lines that are followed back, forms that keep what was typed."""

from __future__ import annotations

import csv
import io
from datetime import date

from tests.support.partners_double import BRAND, yuan
from tests.support.site import prose
from tests.support.studio_site import Desk

PARTNERS = "/studio/partners"
AGREED = {
    "coupon_zh": "花生立减6元", "coupon_en": "", "worth": "6", "minimum": "", "valid_days": "20", "issuer_bears": "2.5",
    "fee": "0.20", "cap_a_month": "300", "exposure": "1600", "wanted": "2026-07-01",
}  # fmt: skip


def test_the_list_tells_who_owes_whom_and_what_waits() -> None:
    page = prose(Desk().get(PARTNERS).text)
    assert "Crunchy · Snacks" in page
    assert "We give out the coupon of Crunchy" in page
    assert "Version 2 waits for you" in page
    assert "Crunchy pays Dew Drinks ¥216.00" in page
    (line,) = Desk().json(f"{PARTNERS}.json")["lines"]
    assert line["month"]["tone"] == "spent"
    assert line["exposure"]["share"] == 933
    assert "No partner yet" in prose(Desk(email="bo@example.com").get(PARTNERS).text)
    assert "1 statement is not confirmed as paid" in prose(Desk().get("/studio").text)


def test_one_alliance_shows_versions_statements_and_what_went_wrong() -> None:
    page = prose(Desk().get(f"{PARTNERS}/1").text)
    for told in (
        "Version 2",
        "in force",
        "2026-05",
        "We know of no return.",
        "Declined at Crunchy's tills",
        "At most ¥1,600.00",
    ):
        assert told in page
    zh = prose(Desk(language="zh-CN").get(f"{PARTNERS}/1").text)
    assert "第 2 版等待您确认" in zh


def test_an_alliance_is_proposed_and_a_wrong_form_keeps_what_was_typed() -> None:
    desk = Desk()
    form = AGREED | {"name": "Nuts", "coupon": "nuts-6", "partner": "snacks"}
    assert desk.post(PARTNERS, form).headers["location"] == f"{PARTNERS}/1"
    ((_, kind, terms, coupon, more),) = desk.engine.alliances.done
    assert (kind, terms.issuer, terms.honourer, terms.honourer_bears) == (
        "coupon_alliance",
        BRAND,
        "snacks",
        yuan(350),
    )
    assert (coupon.en, more["valid_days"]) == ("花生立减6元", 20)
    for field, value in (
        ("worth", "6,0"),
        ("issuer_bears", "7"),
        ("valid_days", "x"),
        ("wanted", "tomorrow"),
        ("coupon_zh", ""),
    ):
        refused = desk.post(PARTNERS, form | {field: value})
        assert refused.status_code == 422
        assert f'id="new-{field}-fault"' in refused.text, field
        assert 'value="nuts-6"' in refused.text
    assert 'id="new-name-fault"' in desk.post(PARTNERS, form | {"name": "Snacks"}).text
    assert 'id="new-partner-fault"' in desk.post(PARTNERS, form | {"partner": "nobody"}).text


def test_versions_acceptance_and_notice() -> None:
    desk = Desk()
    assert desk.post(f"{PARTNERS}/1/versions", AGREED).status_code == 303
    assert desk.post(f"{PARTNERS}/1/acceptance", {"number": "2"}).status_code == 303
    assert desk.post(f"{PARTNERS}/1/notice", {"last_day": "2026-12-16"}).status_code == 303
    version, *others = desk.engine.alliances.done
    assert version[1].exposure == yuan(1_600_00)
    assert others == [("accept", 2), ("notice", date(2026, 12, 16))]
    late = desk.post(f"{PARTNERS}/1/acceptance", {"number": "1"})
    assert late.status_code == 422
    assert "newer version" in prose(late.text)
    assert 'id="notice-last_day-fault"' in desk.post(f"{PARTNERS}/1/notice", {"last_day": ""}).text
    assert 'id="version-worth-fault"' in desk.post(f"{PARTNERS}/1/versions", AGREED | {"worth": ""}).text


def test_a_statement_its_file_and_its_payment() -> None:
    desk = Desk()
    page = prose(desk.get(f"{PARTNERS}/1/statements/1").text)
    assert "Statement 2026-05" in page
    assert "The money has come" in page
    file = desk.get(f"{PARTNERS}/1/statements/1.csv")
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [(row["kind"], row["issuer_owes"], row["currency"]) for row in rows] == [
        ("redeemed", "2.00", "CNY"), ("cancelled", "-2.00", "CNY"),
    ]  # fmt: skip
    assert desk.post(f"{PARTNERS}/1/statements/1/payment").status_code == 303
    assert desk.engine.settling.done == [("confirm", 1)]


def test_a_line_is_followed_back_disputed_and_answered() -> None:
    desk = Desk()
    assert "version 1, line 9" in prose(desk.get(f"{PARTNERS}/1/lines/1").text)
    assert desk.post(f"{PARTNERS}/1/lines/1/dispute", {"words": "Which shop?"}).status_code == 303
    assert desk.post(f"{PARTNERS}/1/lines/1/answer", {"words": "P1."}).status_code == 303
    assert desk.engine.settling.done == [("dispute", 1, "Which shop?"), ("answer", 1, "P1.")]
    refused = desk.post(f"{PARTNERS}/1/lines/1/dispute", {"words": ""})
    assert refused.status_code == 422
    assert 'id="words-fault"' in refused.text
