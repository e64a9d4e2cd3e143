"""The page behind a code: what each person is told, and what a press of the button does."""

from __future__ import annotations

import re

import pytest

from engine.api import Reason
from tests.support.engine_double import BRAND, NOON, TERMS, WORDS, EngineDouble, words_for
from tests.support.site import Phone, double_app, prose


@pytest.fixture
def site() -> tuple[Phone, EngineDouble]:
    app, engine = double_app()
    return Phone(app), engine


def test_asking_page_names_brand_product_campaign_and_terms_beside_one_button(
    site: tuple[Phone, EngineDouble],
) -> None:
    page = site[0].get("/c/ask")
    text = prose(page.text)
    assert page.status_code == 200
    for expected in ("Clearwater Drinks", "Sports drink 500 ml", "Summer under the cap", TERMS[1].en):
        assert expected in text
    assert page.text.count("<button") == 1
    assert "By pressing the button you accept the terms" in text


def test_opening_a_page_claims_nothing(site: tuple[Phone, EngineDouble]) -> None:
    phone, engine = site
    phone.get("/c/ask")
    phone.get("/c/ask")
    assert engine.scans.claims == []


def test_one_phone_is_one_person_from_its_first_page_on(site: tuple[Phone, EngineDouble]) -> None:
    """The identity exists before the first press, so a double tap cannot come from two people."""
    phone, engine = site
    phone.get("/c/ask")
    phone.post("/c/ask/claim")
    phone.post("/c/ask/claim")
    people = {who for _, who, _ in engine.scans.opened} | {who for _, who, _ in engine.scans.claims}
    assert len(people) == 1


def test_device_cookie_is_random_and_kept_from_scripts() -> None:
    app, _ = double_app()
    first, second = Phone(app), Phone(app)
    header = first.get("/c/ask").headers["set-cookie"]
    second.get("/c/ask")
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    assert first.cookies["bc_device"] != second.cookies["bc_device"]
    assert len(first.cookies["bc_device"]) == 43


def test_claim_leads_back_to_the_page_which_celebrates(site: tuple[Phone, EngineDouble]) -> None:
    phone, _ = site
    phone.get("/c/ask")
    page = phone.follow(phone.post("/c/ask/claim"))
    text = prose(page.text)
    assert 'data-state="won"' in page.text
    assert "confetti" in page.text
    assert "¥ 2.88" in text.replace("¥2.88", "¥ 2.88")
    for expected in ("On its way", "5 yuan off", "Good until the end of 10 June 2026", "20 points"):
        assert expected in text
    assert f"/w/{BRAND}#share" in page.text


def test_a_page_leads_to_share_links_only_where_the_brand_has_them(site: tuple[Phone, EngineDouble]) -> None:
    phone, engine = site
    engine.scans.shares = False
    phone.get("/c/ask")
    page = phone.follow(phone.post("/c/ask/claim"))
    assert 'data-state="won"' in page.text
    assert "#share" not in page.text


def test_rescan_tells_when_the_code_was_used_and_what_it_gave(site: tuple[Phone, EngineDouble]) -> None:
    phone, _ = site
    phone.get("/c/ask")
    phone.post("/c/ask/claim")
    page = phone.get("/c/ask")
    text = prose(page.text)
    assert 'data-state="already"' in page.text
    assert "You used this code on 3 June 2026, 09:00:40." in text
    assert "2.88" in text
    assert "confetti" not in page.text.split("</style>")[-1]


def test_paid_packet_says_when_the_money_arrived(site: tuple[Phone, EngineDouble]) -> None:
    assert "Paid on 3 June 2026, 09:00:42" in prose(site[0].get("/c/paid").text)


def test_code_claimed_by_somebody_else_tells_the_first_time_and_nothing_about_the_person(
    site: tuple[Phone, EngineDouble],
) -> None:
    page = site[0].get("/c/already_claimed").text
    assert "first on 3 June 2026 at 09:00:40" in prose(page)
    assert '<ul class="prizes"' not in page


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("not_active", "not_active"),
        ("withdrawn", "withdrawn"),
        ("no_campaign", "no_campaign"),
        ("not_started", "not_started"),
        ("paused", "paused"),
        ("ended", "ended"),
        ("budget_spent", "spent"),
        ("day_budget_spent", "spent"),
        ("block_budget_spent", "spent"),
        ("stock_spent", "spent"),
        ("limit_reached", "limit"),
        ("rule_refuses", "refused"),
        ("nothing", "nothing"),
        ("clerk", "clerk"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_each_state_has_a_page_of_its_own_in_both_languages(code: str, state: str, language: str) -> None:
    app, _ = double_app()
    page = Phone(app, language).get(f"/c/{code}")
    assert page.status_code == 200
    assert f'data-state="{state}"' in page.text
    assert f'<html lang="{language}">' in page.text
    assert "<form" not in page.text
    if code in set(Reason):
        assert words_for(Reason(code))[language] in prose(page.text)


def test_code_that_is_not_genuine_gets_constant_words_no_brand_and_no_cookie(
    site: tuple[Phone, EngineDouble],
) -> None:
    phone, _ = site
    pages = [phone.get(f"/c/{code}") for code in ("not_genuine", "unknown")]
    assert [page.status_code for page in pages] == [404, 404]
    assert prose(pages[0].text) == prose(pages[1].text)
    assert phone.cookies == {}


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (Reason.DAY_BUDGET_SPENT, 409),
        (Reason.LIMIT_REACHED, 409),
        (Reason.PAUSED, 409),
        (Reason.NOT_GENUINE, 404),
        (Reason.TOO_MANY_WRONG_CODES, 429),
    ],
)
def test_refused_claim_says_why_at_once(
    site: tuple[Phone, EngineDouble], reason: Reason, status: int
) -> None:
    phone, _ = site
    phone.get("/c/ask")
    page = phone.post(f"/c/ask-{reason.value}/claim")
    assert page.status_code == status
    assert "Claim" not in prose(page.text).split("Terms")[0].split()
    if reason is not Reason.NOT_GENUINE:
        assert words_for(reason).en in prose(page.text)


def test_language_switch_on_a_refusal_leads_to_the_codes_page(site: tuple[Phone, EngineDouble]) -> None:
    page = site[0].post("/c/ask-paused/claim")
    assert 'href="/c/ask-paused?lang=zh-CN"' in page.text


def test_reloading_the_answer_to_a_press_leads_to_the_page(site: tuple[Phone, EngineDouble]) -> None:
    assert site[0].get("/c/ask/claim").headers["location"] == "/c/ask"


def test_clerk_code_names_who_serves_and_where(site: tuple[Phone, EngineDouble]) -> None:
    assert "Served by Lin at Nanshan No. 1 Store" in prose(site[0].get("/c/clerk").text)


def test_page_shows_the_visitors_own_rewards_only(site: tuple[Phone, EngineDouble]) -> None:
    from dataclasses import replace

    phone, engine = site
    phone.get("/c/ask")
    phone.post("/c/ask/claim")
    key = ("ask", phone.cookies["bc_device"])
    stored = engine.scans.claimed[key]
    bonus = replace(stored.grants[0], id=99, recipient_kind="clerk", title=words_for(Reason.ENDED))
    engine.scans.claimed[key] = replace(stored, grants=(*stored.grants, bonus))
    assert words_for(Reason.ENDED).en not in prose(phone.get("/c/ask").text)


def test_digital_link_opens_the_same_page_with_the_product_padded(site: tuple[Phone, EngineDouble]) -> None:
    phone, engine = site
    for path in ("/01/9521000100015/21/ask", "/01/09521000100015/10/LOT7/21/ask"):
        assert phone.get(path).status_code == 200
    assert [gtin for _, _, gtin in engine.scans.opened] == ["09521000100015", "09521000100015"]


def test_digital_link_with_a_wrong_check_digit_is_a_clear_400(site: tuple[Phone, EngineDouble]) -> None:
    phone, engine = site
    page = phone.get("/01/9521000100016/21/ask")
    assert page.status_code == 400
    assert "This link is not complete" in prose(page.text)
    assert engine.scans.opened == []


def test_region_is_believed_only_from_the_operators_own_header() -> None:
    for configured, expected in (("", None), ("x-region", "CN-44")):
        app, engine = double_app(region_header=configured)
        Phone(app).post("/c/ask/claim", x_region="CN-44")
        assert engine.scans.claims[0][2] == expected


def test_times_are_told_in_the_brands_zone(site: tuple[Phone, EngineDouble]) -> None:
    """01:00:40 in UTC is 09:00:40 in Beijing, on the same page in Chinese."""
    assert NOON.hour == 1
    phone, _ = site
    phone.language = "zh-CN"
    phone.post("/c/ask/claim")
    assert "2026年6月3日 09:00:40" in prose(phone.get("/c/ask").text)


def test_terms_are_open_where_they_are_accepted_and_folded_elsewhere(
    site: tuple[Phone, EngineDouble],
) -> None:
    phone, _ = site
    assert re.search(r'<details class="terms" open>', phone.get("/c/ask").text)
    assert re.search(r'<details class="terms">', phone.get("/c/paused").text)


def test_words_given_by_the_engine_reach_the_page(site: tuple[Phone, EngineDouble]) -> None:
    assert WORDS[Reason.NOT_STARTED].en in prose(site[0].get("/c/not_started").text)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("product", ("This is a genuine product", "Made on 7 May 2026")),
        ("logistics", ("Look under the cap", "This is a logistics code.")),
        ("outlet", ("A code for the store", "To the store's till")),
        ("service", ("How can we help?", "What is wrong?")),
        ("recalled", ("These goods are withdrawn", "Your service case 1 is open.", "What is wrong?")),
    ],
)
def test_a_code_that_is_no_consumers_tells_what_it_is_for(
    site: tuple[Phone, EngineDouble], code: str, told: tuple[str, ...]
) -> None:
    page = site[0].get(f"/c/{code}")
    assert page.status_code == 200
    for expected in told:
        assert expected in prose(page.text)
    assert ("<button" in page.text) == (code in ("service", "recalled"))
    zh = prose(site[0].get(f"/c/{code}?lang=zh-CN").text)
    assert told[0] not in zh
