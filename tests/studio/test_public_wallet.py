"""The wallet, share links and invitations."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import segno
from PIL import Image

from engine.api import Reason
from studio.public.qr import qr_svg
from tests.support.engine_double import MEMBER, EngineDouble, coupon, words_for
from tests.support.site import ORIGIN, Phone, double_app, prose


@pytest.fixture
def holder() -> tuple[Phone, EngineDouble]:
    """A phone that has claimed something."""
    app, engine = double_app()
    phone = Phone(app)
    phone.get("/c/ask")
    phone.post("/c/ask/claim")
    return phone, engine


def test_wallet_shows_member_code_sums_coupons_and_packets(holder: tuple[Phone, EngineDouble]) -> None:
    text = prose(holder[0].get("/w/drinks").text)
    for expected in (MEMBER, "2.88", "on its way", "0.88", "1,230", "5 yuan off", "K7Q2M9XD"):
        assert expected in text
    assert "2 coupons used or expired" in text
    assert "Used on 5 June 2026, 09:00:40 at Nanshan No. 1" in text


def test_coupon_of_two_brands_names_both(holder: tuple[Phone, EngineDouble]) -> None:
    phone, engine = holder
    key = ("ask", phone.cookies["bc_device"])
    shared = replace(coupon(), issuer="peanuts")
    grant = replace(engine.scans.claimed[key].grants[1], coupon=shared)
    engine.scans.claimed[key] = replace(engine.scans.claimed[key], grants=(grant,))
    assert "Given by Red Skin Peanuts, taken by Clearwater Drinks" in prose(phone.get("/c/ask").text)


def test_wallet_of_a_stranger_says_how_to_begin() -> None:
    app, _ = double_app()
    phone = Phone(app)
    page = phone.get("/w/drinks")
    assert "Nothing here yet" in prose(page.text)
    assert "bc_device" in phone.cookies


def test_wallet_of_an_unknown_brand_is_not_found() -> None:
    app, _ = double_app()
    assert Phone(app).get("/w/nobody").status_code == 404


def test_member_code_is_a_named_qr_picture(holder: tuple[Phone, EngineDouble]) -> None:
    page = holder[0].get("/w/drinks").text
    assert f'role="img" aria-label="QR code of member {MEMBER}"' in page
    assert "data:image" not in page


def test_qr_drawing_holds_the_code() -> None:
    """The picture in the page is the symbol that a scanner reads as the code."""
    zxingcpp = pytest.importorskip("zxingcpp")
    drawn = re.findall(r'd="([^"]+)"', str(qr_svg(MEMBER, "name")))
    again = segno.make(MEMBER, error="m", micro=False)
    expected = re.findall(r'd="([^"]+)"', again.svg_inline(border=4, omitsize=True, light="#fff"))
    assert drawn == expected
    picture = io.BytesIO()
    again.save(picture, kind="png", scale=6, border=4)
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(picture))] == [MEMBER]


def test_name_of_a_qr_is_escaped() -> None:
    assert "<b>" not in str(qr_svg("X", '"><b>'))


def test_share_button_makes_one_lasting_link(holder: tuple[Phone, EngineDouble]) -> None:
    phone, engine = holder
    first, second = (phone.post("/w/drinks/share/5").headers["location"] for _ in range(2))
    assert first == second
    assert [(brand, campaign) for brand, _, campaign in engine.events.shared] == [("drinks", 5)] * 2
    page = phone.get(first)
    assert f'value="{ORIGIN}/i/ask.' in page.text
    assert "50 points for you when a friend redeems" in prose(page.text)


def test_share_page_of_another_campaign_is_not_found(holder: tuple[Phone, EngineDouble]) -> None:
    phone, _ = holder
    assert phone.get("/w/drinks/share/6/ask.token").status_code == 404
    assert phone.post("/w/drinks/share/6").status_code == 404


def test_invitation_asks_and_then_gives() -> None:
    app, _ = double_app()
    friend = Phone(app)
    asked = friend.get("/i/ask")
    assert 'data-state="invited"' in asked.text
    won = friend.follow(friend.post("/i/ask/accept"))
    assert 'data-state="won"' in won.text
    assert "You accepted this invitation on 3 June 2026, 09:00:40." in prose(friend.get("/i/ask").text)


@pytest.mark.parametrize("reason", [Reason.OWN_LINK, Reason.LINK_LOOP, Reason.NOT_NEW, Reason.ENDED])
def test_refused_invitation_says_why(reason: Reason) -> None:
    app, _ = double_app()
    friend = Phone(app)
    assert words_for(reason).en in prose(friend.get(f"/i/{reason.value}").text)
    answer = friend.post(f"/i/ask-{reason.value}/accept")
    assert answer.status_code == 409
    assert words_for(reason).en in prose(answer.text)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_unknown_invitation_is_a_friendly_404(language: str) -> None:
    app, _ = double_app()
    page = Phone(app, language).get("/i/nowhere")
    assert page.status_code == 404
    assert ("leads nowhere" if language == "en" else "没有找到这份邀请") in prose(page.text)


def test_wallet_shows_the_tier_and_what_points_buy(holder: tuple[Phone, EngineDouble]) -> None:
    page = holder[0].get("/w/drinks")
    text = prose(page.text)
    for expected in (
        "Gold",
        "1,230 points earned this year",
        "yours until 2027-12-31",
        "An umbrella",
        "300 points",
    ):
        assert expected in text
    assert 'action="/w/drinks/exchange/5"' in page.text
    stranger = holder[0].post("/w/drinks/exchange/6", {"item": "umbrella", "press": "0" * 16})
    assert stranger.status_code == 404
    assert holder[0].post("/w/drinks/exchange/5", {"item": "umbrella", "press": "x"}).status_code == 400


def test_own_page_asks_for_a_number_and_tells_what_a_deletion_means(
    holder: tuple[Phone, EngineDouble],
) -> None:
    phone = holder[0]
    text = prose(phone.get("/w/drinks/me").text)
    for expected in (
        "Mobile number", "Recognise me by WeChat", "150 points are cancelled", "your 1 open coupons end",
        "is still paid to you",
    ):  # fmt: skip
        assert expected in text
    assert "A code is on its way to +8613800138000" in prose(
        phone.post("/w/drinks/me/code", {"mobile": "+8613800138000"}).text
    )
    assert phone.post("/w/drinks/me/deletion").headers["location"] == "/w/drinks/me"
    assert phone.get("/w/drinks/with/wechat/back?code=x&state=y").status_code == 400
    assert phone.get("/w/drinks/me/data").json() == {"brand": "drinks"}
