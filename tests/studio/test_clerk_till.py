"""The till on a clerk's phone."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from engine.api import Money
from engine.coupons.declining import WHYS
from studio.clerk.amounts import read_amount
from studio.clerk.routes import routes
from tests.support.engine_double import EngineDouble
from tests.support.site import Phone, double_app, prose

PIN = {"outlet": "S1", "number": "7", "pin": "2468"}


@pytest.fixture
def till() -> tuple[Phone, EngineDouble]:
    """A phone on which the clerk of outlet S1 has signed in."""
    app, engine = double_app()
    phone = Phone(app)
    assert phone.post("/clerk/sign-in", PIN).status_code == 303
    return phone, engine


def forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of each redeem form on a page."""
    bodies = re.findall(r'<form[^>]*action="/clerk/redeem".*?</form>', page, flags=re.S)
    return [dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body)) for body in bodies]


@pytest.mark.parametrize("field", ["outlet", "number", "pin"])
def test_wrong_sign_in_gets_the_same_words_whatever_is_wrong(field: str) -> None:
    phone = Phone(double_app()[0])
    page = phone.post("/clerk/sign-in", PIN | {field: "nonsense"})
    assert page.status_code == 422
    assert "Shop, number or PIN do not match." in prose(page.text)
    assert "bc_clerk" not in phone.cookies
    assert "2468" not in page.text


def test_sign_in_opens_a_session_kept_by_the_engine(till: tuple[Phone, EngineDouble]) -> None:
    phone, engine = till
    assert engine.accounts.sessions == {(phone.cookies["bc_clerk"], "clerk"): 3}
    assert "Lin Mei, Nanshan No. 1 Store" in prose(phone.get("/clerk").text)
    assert phone.get("/clerk/sign-in").headers["location"] == "/clerk"


def test_sign_out_ends_the_session_for_every_copy_of_the_cookie(till: tuple[Phone, EngineDouble]) -> None:
    phone, engine = till
    stolen = dict(phone.cookies)
    phone.post("/clerk/sign-out")
    assert engine.accounts.sessions == {}
    assert "bc_clerk" not in phone.cookies
    phone.cookies = stolen
    assert phone.get("/clerk").headers["location"] == "/clerk/sign-in"


def addresses() -> list[tuple[str, str]]:
    public = {"/clerk/sign-in", "/clerk/sign-out"}
    return [
        (method, re.sub(r"\{\w+:id\}", "1", route.path))
        for route in routes
        if isinstance(route, Route) and route.path not in public
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


@pytest.mark.parametrize(("method", "path"), addresses())
def test_every_door_of_the_till_needs_a_clerk(method: str, path: str) -> None:
    app, engine = double_app()
    answer = Phone(app).send(method, path, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/clerk")
    assert engine.coupons.done == {}


def test_member_page_shows_usable_coupons_first_and_tells_why_others_are_not(
    till: tuple[Phone, EngineDouble],
) -> None:
    page = till[0].get("/clerk/member?code=M8K240QX")
    text = prose(page.text)
    assert text.index("Good here now") < text.index("Not usable here")
    assert "already redeemed at 18:00:00 in another shop" in text
    assert [form["coupon"] for form in forms(page.text)] == ["K7Q2M9XD", "KBOOM"]


def test_unknown_code_is_told_at_the_till(till: tuple[Phone, EngineDouble]) -> None:
    page = till[0].get("/clerk/member?code=M000")
    assert page.status_code == 404
    assert "No such code" in prose(page.text)
    assert 'value="M000"' in page.text


def test_nothing_typed_leads_back_to_the_till(till: tuple[Phone, EngineDouble]) -> None:
    assert till[0].get("/clerk/member?code=%20").headers["location"] == "/clerk"


def test_redeeming_tells_what_to_take_off_and_what_the_customer_pays(
    till: tuple[Phone, EngineDouble],
) -> None:
    phone, _ = till
    form = forms(phone.get("/clerk/member?code=M8K240QX").text)[0]
    page = phone.follow(phone.post("/clerk/redeem", form | {"basket": "23.50"}))
    text = prose(page.text)
    for expected in ("Coupon redeemed", "Take ¥5.00 off the bill.", "18.50", "Clerk's bonus", "0.20"):
        assert expected in text


def test_declining_a_good_coupon_takes_a_reason_by_one_press_and_leaves_it_good(
    till: tuple[Phone, EngineDouble],
) -> None:
    phone, engine = till
    page = phone.get("/clerk/member?code=M8K240QX").text
    form = forms(page)[0]
    whys = re.findall(r'name="why" value="(\w+)"', page)
    assert set(whys) == set(WHYS)
    answer = phone.follow(phone.post("/clerk/decline", form | {"why": whys[0]}))
    assert engine.coupons.declines == [(form["coupon"], whys[0])]
    assert "Noted. The coupon stays good" in prose(answer.text)
    assert form["coupon"] in {one["coupon"] for one in forms(answer.text)}
    assert phone.post("/clerk/decline", {"coupon": form["coupon"]}).status_code == 400


def test_double_tap_is_one_redemption(till: tuple[Phone, EngineDouble]) -> None:
    phone, engine = till
    form = forms(phone.get("/clerk/member?code=M8K240QX").text)[0] | {"basket": "23.50"}
    first, second = phone.post("/clerk/redeem", form), phone.post("/clerk/redeem", form)
    assert first.headers["location"] == second.headers["location"]
    assert len(engine.coupons.done) == 1


def test_each_form_has_a_request_of_its_own(till: tuple[Phone, EngineDouble]) -> None:
    phone, _ = till
    pages = [forms(phone.get("/clerk/member?code=M8K240QX").text) for _ in range(2)]
    ids = [form["request_id"] for page in pages for form in page]
    assert len(set(ids)) == len(ids) == 4


@pytest.mark.parametrize(
    ("basket", "words"),
    [
        ("", "enter the basket's amount first"),
        ("14.99", "the basket must come to at least 15.00 yuan"),
        ("fifteen", "Enter the amount like 23.50."),
        ("15.001", "Enter the amount like 23.50."),
    ],
)
def test_basket_that_does_not_do_is_told_at_the_coupon(
    till: tuple[Phone, EngineDouble], basket: str, words: str
) -> None:
    phone, engine = till
    form = forms(phone.get("/clerk/member?code=M8K240QX").text)[0]
    page = phone.post("/clerk/redeem", form | {"basket": basket})
    assert page.status_code == 409
    assert words in prose(page.text)
    assert f'value="{basket}"' in page.text
    assert engine.coupons.done == {}


def test_form_without_request_is_refused(till: tuple[Phone, EngineDouble]) -> None:
    assert till[0].post("/clerk/redeem", {"coupon": "K7Q2M9XD"}).status_code == 400


def redeemed(phone: Phone) -> str:
    form = forms(phone.get("/clerk/member?code=M8K240QX").text)[0]
    return phone.post("/clerk/redeem", form | {"basket": "23.50"}).headers["location"]


def test_redemption_can_be_cancelled_on_its_page(till: tuple[Phone, EngineDouble]) -> None:
    phone, _ = till
    address = redeemed(phone)
    hidden = re.search(r'name="request_id" value="([^"]+)"', phone.get(address).text)
    assert hidden is not None
    page = phone.follow(phone.post(f"{address}/cancel", {"request_id": hidden[1]}))
    assert "Redemption cancelled" in prose(page.text)
    assert "Cancelled on 3 June 2026, 09:20:40" in prose(page.text)
    assert "/cancel" not in page.text


def test_another_redemptions_page_is_not_found(till: tuple[Phone, EngineDouble]) -> None:
    assert till[0].get("/clerk/redemptions/77").status_code == 404


def test_statement_lists_todays_work_and_earnings(till: tuple[Phone, EngineDouble]) -> None:
    phone, _ = till
    assert "Nothing redeemed yet today." in prose(phone.get("/clerk/statement").text)
    address = redeemed(phone)
    page = phone.get("/clerk/statement")
    assert f'href="{address}"' in page.text
    for expected in ("0.20", "12.40", "Clerk's bonus"):
        assert expected in prose(page.text)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_till_speaks_both_languages(language: str) -> None:
    phone = Phone(double_app()[0], language)
    assert f'<html lang="{language}">' in phone.get("/clerk/sign-in").text
    phone.post("/clerk/sign-in", PIN)
    for path in ("/clerk", "/clerk/member?code=M8K240QX", "/clerk/statement"):
        text = prose(phone.get(path).text)
        assert bool(re.search(r"[一-鿿]", text.replace("中文", ""))) == (language == "zh-CN"), path


def test_camera_is_an_addition_to_typing(till: tuple[Phone, EngineDouble]) -> None:
    """Without script the camera stays hidden and the form does the work."""
    page = till[0].get("/clerk").text
    assert re.search(r'<div class="camera" data-camera data-decoder="/static/vendor/qr[^"]*" hidden>', page)
    assert re.search(r'<form[^>]*method="get" action="/clerk/member">', page)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("23.5", 2350),
        ("23,50", None),
        ("23", 2300),
        ("0.01", 1),
        ("２３。５０", 2350),
        ("-1", None),
        ("1e3", None),
    ],
)
def test_typed_amounts_are_read_exactly(typed: str, minor: int | None) -> None:
    assert read_amount(typed, "CNY") == (None if minor is None else Money(minor, "CNY"))


def test_amounts_follow_the_currency() -> None:
    assert read_amount("500", "JPY") == Money(500, "JPY")
    assert read_amount("500.5", "JPY") is None
    assert read_amount("1.234", "KWD") == Money(1234, "KWD")


def test_a_carton_is_registered_by_the_code_inside(till: tuple[Phone, EngineDouble]) -> None:
    """Typed at the till like any code, it leads to the cartons; another store's stays another store's."""
    phone, engine = till
    led = phone.get("/clerk/member?code=INSIDE")
    assert (led.status_code, led.headers["location"]) == (303, "/clerk/cartons?code=INSIDE")
    page = phone.get("/clerk/cartons?code=INSIDE")
    assert 'value="INSIDE"' in page.text
    assert "Nothing yet." in prose(page.text)
    assert engine.cartons.registered == [], "looking registers nothing"
    first = phone.post("/clerk/cartons", {"code": "INSIDE"})
    assert "Registered: Inside, number 2." in prose(first.text)
    assert "already on" in prose(phone.post("/clerk/cartons", {"code": "INSIDE"}).text)
    taken = phone.post("/clerk/cartons", {"code": "TAKEN"})
    assert taken.status_code == 409
    assert 'value="TAKEN"' in taken.text
    assert phone.post("/clerk/cartons", {"code": " "}).headers["location"] == "/clerk/cartons"


def test_the_books_of_a_month_are_told_by_day_and_as_a_file(till: tuple[Phone, EngineDouble]) -> None:
    phone, _ = till
    fields = forms(phone.get("/clerk/member?code=M8K240QX").text)[0]
    phone.post("/clerk/redeem", fields | {"basket": "36"})
    page = phone.get("/clerk/statement").text
    assert "For you" in prose(page)
    assert "For the shop" not in prose(page), "the shop's money is the owner's to see"
    file = phone.get("/clerk/statement.csv?month=2026-06")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    head, *lines = file.text.lstrip("\ufeff").splitlines()
    assert head == "time,for,what,amount,currency,number"
    assert len(lines) >= 1
    assert all(",CNY," in line for line in lines)
    assert "Nothing was booked" in prose(phone.get("/clerk/statement?month=2001-01").text)
    for wrong in ("2026-13", "x", "9999-12", "2026-06-01"):
        assert phone.get(f"/clerk/statement?month={wrong}").status_code == 404


def test_the_clerk_is_told_what_to_offer_and_nothing_of_the_person(till: tuple[Phone, EngineDouble]) -> None:
    page = prose(till[0].get("/clerk/member?code=M8K240QX").text)
    for told in ("What you can offer", "An umbrella", "for 300 points", "Bring a friend"):
        assert told in page
    assert "1,230" not in page, "the customer's own points are nobody else's business"
