"""What stands between the network and the pages: origins, headers, limits, cookies, languages, faults."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from engine.api import Busy
from studio.security.addresses import client_address
from studio.security.csrf import token_is_good
from studio.security.limits import Limit, TokenBuckets, limit_of
from tests.support.site import ORIGIN, SECRET, Phone, double_app, prose, settings


@pytest.fixture
def phone() -> Phone:
    return Phone(double_app()[0])


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": ORIGIN}, False),
        ({"origin": ORIGIN}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_press_is_believed_only_from_our_own_pages(
    phone: Phone, headers: dict[str, str], accepted: bool
) -> None:
    phone.get("/c/ask")
    answer = phone.send("POST", "/c/ask/claim", form={}, headers=headers)
    assert answer.status_code == (303 if accepted else 403)


def test_refused_press_changes_nothing_and_is_told_in_words() -> None:
    app, engine = double_app()
    answer = Phone(app, "zh-CN").send("POST", "/c/ask/claim", form={})
    assert engine.scans.claims == []
    assert "这次提交不是从本页发出的" in prose(answer.text)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_old_browser_that_sends_no_origin_is_believed_by_the_token_of_its_page(phone: Phone) -> None:
    token = token_in(phone.get("/c/ask").text)
    answer = phone.send("POST", "/c/ask/claim", form={"csrf": token})
    assert answer.status_code == 303


def test_token_of_another_phone_is_worth_nothing() -> None:
    app, _ = double_app()
    mine, other = Phone(app), Phone(app)
    mine.get("/c/ask")
    token = token_in(other.get("/c/ask").text)
    assert mine.send("POST", "/c/ask/claim", form={"csrf": token}).status_code == 403


def test_token_is_new_on_every_page_and_stays_good(phone: Phone) -> None:
    first, second = (token_in(phone.get("/c/ask").text) for _ in range(2))
    assert first != second
    assert phone.send("POST", "/c/ask/claim", form={"csrf": first}).status_code == 303


@pytest.mark.parametrize("token", ["", ".", "a.b", "0" * 81, "\udcff"])
def test_malformed_tokens_are_refused(token: str) -> None:
    assert not token_is_good(SECRET, "A" * 43, token.encode("utf-8", "replace").decode())
    assert not token_is_good(SECRET, None, token.encode("utf-8", "replace").decode())


def test_every_answer_carries_the_policy_with_the_nonce_of_its_page(phone: Phone) -> None:
    seen = set()
    for path in ("/", "/c/ask", "/c/boom", "/nowhere", "/clerk/sign-in"):
        page = phone.get(path)
        nonce = re.search(r"'nonce-([^']+)' 'strict-dynamic'", page.headers["content-security-policy"])
        assert nonce is not None
        assert set(re.findall(r'nonce="([^"]+)"', page.text)) == {nonce[1]}
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cache-control"] == "no-store"
        seen.add(nonce[1])
    assert len(seen) == 5


def test_camera_is_allowed_at_the_till_only(phone: Phone) -> None:
    assert "camera=(self)" in phone.get("/clerk/sign-in").headers["permissions-policy"]
    assert "camera=()" in phone.get("/c/ask").headers["permissions-policy"]


def test_over_https_cookies_are_bound_to_the_host_and_transport_is_strict() -> None:
    app, _ = double_app(origin="https://qr.example.com")
    phone = Phone(app, origin="https://qr.example.com")
    page = phone.get("/c/ask")
    cookies = page.headers.get_list("set-cookie")
    assert {line.partition("=")[0] for line in cookies} == {"__Host-bc_device", "__Host-bc_csrf"}
    for line in cookies:
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "Path=/" in line
        assert "Domain" not in line
    assert page.headers["strict-transport-security"].startswith("max-age=")
    assert phone.post("/c/ask/claim").status_code == 303


def test_plain_http_promises_no_transport_security(phone: Phone) -> None:
    assert "strict-transport-security" not in phone.get("/").headers


def test_forged_device_cookie_is_ignored(phone: Phone) -> None:
    phone.cookies["bc_device"] = "x" * 5
    phone.get("/c/ask")
    assert len(phone.cookies["bc_device"]) == 43


def test_body_larger_than_the_limit_is_refused(phone: Phone) -> None:
    answer = phone.send(
        "POST",
        "/hooks/sandbox_wallet",
        content=b"x" * 70_000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413
    assert phone.send("POST", "/clerk/sign-in", form={"pin": "9" * 70_000}).status_code == 413


def test_address_that_guesses_pins_is_slowed_down(phone: Phone) -> None:
    guess = {"outlet": "S1", "number": "7", "pin": "0000"}
    answers = [phone.post("/clerk/sign-in", guess) for _ in range(12)]
    assert [answer.status_code for answer in answers[:10]] == [422] * 10
    assert answers[11].status_code == 429
    assert int(answers[11].headers["retry-after"]) >= 1
    assert "catch our breath" in prose(answers[11].text)


def test_bucket_refills_with_time_and_forgets_the_least_recent() -> None:
    now = [0.0]
    buckets = TokenBuckets(lambda: now[0])
    limit = Limit("POST", "/x", burst=2, a_minute=60)
    assert [buckets.take(limit, "a") for _ in range(3)] == [0.0, 0.0, 1.0]
    assert buckets.take(limit, "b") == 0.0
    now[0] = 0.5
    assert buckets.take(limit, "a") == pytest.approx(0.5)
    now[0] = 1.0
    assert buckets.take(limit, "a") == 0.0


def address(app: Starlette, peer: str, forwarded: str = "") -> str:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded.splitlines()]
    return client_address(
        HTTPConnection({"type": "http", "app": app, "client": (peer, 1), "headers": headers})
    )


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", "6.6.6.6\n198.51.100.1", "198.51.100.1"),  # a proxy that adds a line of its own
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.9", "", "203.0.113.9"),
        (1, "10.0.0.1", "garbage", "unknown"),
    ],
)
def test_only_trusted_proxies_may_name_the_caller(
    proxies: int, peer: str, forwarded: str, expected: str
) -> None:
    app, _ = double_app(proxies=proxies)
    assert address(app, peer, forwarded) == expected


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,zh-TW;q=0.4", "zh-CN"),
        ("de", "en"),
        ("", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=nonsense, en", "en"),
    ],
)
def test_language_follows_the_browser(header: str, locale: str) -> None:
    page = Phone(double_app()[0], header).get("/")
    assert f'<html lang="{locale}">' in page.text
    assert page.headers["content-language"] == locale


def test_switching_the_language_keeps_the_page_and_is_remembered(phone: Phone) -> None:
    phone.get("/c/ask")
    page = phone.get("/c/ask?fresh=1")
    assert 'href="/c/ask?fresh=1&amp;lang=zh-CN"' in page.text
    assert '<html lang="zh-CN">' in phone.get("/c/ask?fresh=1&lang=zh-CN").text
    assert '<html lang="zh-CN">' in phone.get("/").text
    assert '<html lang="en">' in phone.get("/?lang=en").text


def test_language_switch_never_leads_to_another_host(phone: Phone) -> None:
    page = phone.send("GET", f"{ORIGIN}//evil.example/x")
    assert page.status_code == 404
    assert 'href="/evil.example/x?lang=zh-CN"' in page.text


def test_pseudo_language_is_for_tests_only(phone: Phone) -> None:
    assert "⟦" not in phone.get("/?lang=en-XA").text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/nothing.css", 404),
        ("POST", "/c/ask", 405),
        ("GET", "/01/123/21/ask", 400),
        ("GET", "/c/boom", 500),
        ("GET", "/w/nobody", 404),
    ],
)
def test_every_fault_has_the_same_calm_page(language: str, method: str, path: str, status: int) -> None:
    phone = Phone(double_app()[0], language)
    page = phone.send(method, path, headers={"sec-fetch-site": "same-origin"})
    assert page.status_code == status
    assert f'<html lang="{language}">' in page.text
    assert "Traceback" not in page.text
    assert "a bug in the engine" not in page.text


def test_engine_that_is_too_busy_asks_to_try_again_where_the_press_came_from() -> None:
    app, engine = double_app()

    async def claim(*_: object, **__: object) -> None:
        raise Busy

    engine.scans.claim = claim  # type: ignore[assignment,method-assign]  # an engine that is overrun
    page = Phone(app).post("/c/ask/claim")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "2"
    assert "Nothing was used up" in prose(page.text)
    assert '<a class="button" href="/c/ask">' in page.text


def test_head_is_answered_without_a_body(phone: Phone) -> None:
    answer = phone.send("HEAD", "/c/ask")
    assert answer.status_code == 200
    assert answer.content == b""


def test_files_are_kept_for_good_under_their_hash_and_asked_for_again_without(phone: Phone) -> None:
    address = re.search(r'href="(/static/icon\.[0-9a-f]{12}\.svg)"', phone.get("/").text)
    assert address is not None
    assert "immutable" in phone.get(address[1]).headers["cache-control"]
    plain = phone.get("/static/tokens.css")
    assert plain.headers["cache-control"] == "no-cache"
    assert phone.get("/static/tokens.css", if_none_match=plain.headers["etag"]).status_code == 304
    assert phone.get("/static/icon.000000000000.svg").status_code == 404
    assert phone.get("/static/../settings.py").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "ftp://x"},
        {"origin": "https://x.example/path"},
        {"origin": "x.example"},
        {"secret": b"short"},
        {"proxies": -1},
    ],
)
def test_unusable_settings_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="BOTTLECAP_"):
        settings(**changes)


def test_head_is_counted_like_get_and_is_nobodys_look() -> None:
    """It runs what GET runs: left uncounted, it would write without end for visitors who do not exist."""
    app, engine = double_app()
    phone = Phone(app)
    assert phone.send("HEAD", "/c/ask").status_code == 200
    assert [who for _, who, _ in engine.scans.opened] == [None]
    assert limit_of("HEAD", "/c/ask") is limit_of("GET", "/c/ask") is not None


@pytest.mark.parametrize(("method", "path"), [("GET", "/clerk/member"), ("POST", "/hooks/sandbox_wallet")])
def test_doors_that_can_be_tried_without_end_are_counted(method: str, path: str) -> None:
    """A till that looks up made-up member codes; notices that nobody has signed."""
    limit = limit_of(method, path)
    assert limit is not None
    assert limit.a_minute <= 2_400
