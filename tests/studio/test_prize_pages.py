"""Prizes that travel: the winner's page asks for an address with consent; the studio packs, sends, and hides what only senders need."""

from __future__ import annotations

import csv
import io

from tests.support.engine_double import BRAND as PUBLIC
from tests.support.engine_double import NOON
from tests.support.parcels_double import ParcelsDouble
from tests.support.site import Phone, double_app, prose
from tests.support.studio_double import StudioDouble
from tests.support.studio_site import Desk

PRIZES = "/studio/prizes"
FORM = {"name": "陈小明", "mobile": "13800001234", "region": "广东省广州市", "street": "1 号", "agrees": "1"}


def test_a_winner_tells_where_to_send_the_prize() -> None:
    app, engine = double_app()
    engine.parcels = ParcelsDouble(PUBLIC, NOON)
    phone, page = Phone(app), f"/w/{PUBLIC}/prizes/2"
    assert "Where shall it go?" in prose(phone.get(page).text)
    refused = phone.post(page, {key: value for key, value in FORM.items() if key != "agrees"})
    assert refused.status_code == 422
    assert 'value="陈小明"' in refused.text
    assert phone.post(page, FORM | {"mobile": "no"}).status_code == 422
    assert phone.post(page, FORM).headers["location"] == page
    assert "Being packed" in prose(phone.get(page).text)
    assert phone.get(f"/w/{PUBLIC}/prizes/7").status_code == 404
    assert phone.post(f"/w/{PUBLIC}/prizes/7", FORM).status_code == 404


def test_addresses_are_masked_for_who_does_not_send() -> None:
    engine = StudioDouble()
    engine.parcels = ParcelsDouble("drinks", NOON)
    author = Desk(engine, email="ling@example.com")
    page = author.get(PRIZES)
    assert "138****1234" in page.text
    assert "体育西路" not in page.text
    assert "体育西路" not in author.get(f"{PRIZES}.json").text
    assert author.get(f"{PRIZES}/list.csv").status_code == 403
    assert Desk(engine, email="ana@example.com").get(f"{PRIZES}/list.csv").status_code == 403
    engine.parcels = ParcelsDouble("beer", NOON)
    admin = Desk(engine, email="bo@example.com")
    assert "体育西路" in admin.get(PRIZES).text
    file = admin.get(f"{PRIZES}/list.csv?state=to_pack")
    (line,) = csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))
    assert (line["parcel"], line["name"], line["street"]) == ("'1", "陈小明", "体育西路 1 号")
    assert file.headers["cache-control"] == "no-store"


def test_prizes_are_sent_one_by_one_or_by_a_table() -> None:
    engine = StudioDouble()
    engine.parcels = ParcelsDouble("drinks", NOON)
    desk = Desk(engine)
    refused = desk.post(f"{PRIZES}/1", {"step": "sent", "carrier": "", "state": "to_pack"})
    assert refused.status_code == 422
    assert 'id="fault-1"' in refused.text
    sent = desk.post(f"{PRIZES}/1", {"step": "sent", "carrier": "SF", "number": "7", "state": "to_pack"})
    assert sent.headers["location"] == f"{PRIZES}?state=to_pack"
    assert desk.post(f"{PRIZES}/1", {"step": "burnt"}).status_code == 404
    done = desk.follow(desk.post(f"{PRIZES}/table", {"table": "parcel,carrier,number\n1,SF,7"}))
    assert "Shipments noted: 1." in prose(done.text)
    wrong = desk.post(f"{PRIZES}/table", {"table": "parcel,carrier,number\n9,SF,7"})
    assert "Line 2: there is no prize 9" in prose(wrong.text)
    assert engine.parcels.done == [(1, "sent", "SF", "7", "Ling"), ("table", "drinks", "Ling")]
    assert "No prize here" in desk.get(f"{PRIZES}?state=returned").text
