"""Every answer that is no success is a problem of RFC 9457, in the caller's language, and changes nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx
import pytest

from engine.api import Reason, Unavailable
from studio.api.problem_kinds import KINDS, of_reason
from tests.support.api_client import Caller, application, check
from tests.support.api_double import KEY, ApiAccounts, ApiEngineDouble

WHO = {"ref": "member-1"}
CLAIM = {"code": "ask", "consumer": WHO}


def ask(method: str, path: str, body: Any = None, **headers: str) -> tuple[httpx.Response, ApiEngineDouble]:
    engine = ApiEngineDouble()
    caller = Caller(application(engine), KEY)
    return asyncio.run(caller.raw(method, path, body, **headers)), engine


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.ALREADY_YOURS])
def test_each_refusal_tells_its_reason_in_both_languages(reason: Reason) -> None:
    """409 for what cannot be done, 404 for what is unknown, 429 for guessing."""
    response, _ = ask(
        "POST", "/claims", {"code": f"ask-{reason.value}", "consumer": WHO}, accept_language="zh"
    )
    check("POST", "/claims", response)
    problem = response.json()
    assert response.status_code == of_reason(reason).status
    assert problem["code"] == problem["refusal"]["reason"] == reason.value
    assert problem["detail"] == problem["refusal"]["words"]["zh"]
    assert problem["refusal"]["words"]["en"]
    assert problem["title"] == of_reason(reason).title.zh


def test_statuses_of_refusals() -> None:
    """The kinds of unknown things and the guesser stand apart."""
    unknown = {"not_genuine", "link_unknown", "coupon_unknown", "redemption_unknown", "sale_unknown"}
    for reason in Reason:
        expected = 404 if reason.value in unknown else 429 if reason is Reason.TOO_MANY_WRONG_CODES else 409
        assert of_reason(reason).status == expected


def test_a_guesser_is_told_when_to_come_back() -> None:
    """Retry-After comes with 429."""
    response, _ = ask("POST", "/claims", {"code": "ask-too_many_wrong_codes", "consumer": WHO})
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0


def test_an_earlier_use_is_told_with_its_instant_only() -> None:
    """`first_at`, and nobody's identity."""
    response, _ = ask("POST", "/claims", {"code": "ask-already_claimed", "consumer": WHO})
    refusal = response.json()["refusal"]
    assert refusal["first_at"] == "2026-06-03T01:00:40.000000Z"
    assert set(refusal) == {"reason", "words", "at", "first_at"}


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("GET", "/nothing", None, {}, 404, "not_found"),
        ("GET", "/", None, {}, 404, "not_found"),
        ("GET", "/campaigns/", None, {}, 404, "not_found"),
        ("GET", "/campaigns/6", None, {}, 404, "not_found"),
        ("GET", "/campaigns/five", None, {}, 404, "not_found"),
        ("GET", "/campaigns/05", None, {}, 404, "not_found"),
        ("DELETE", "/campaigns", None, {}, 405, "method_not_allowed"),
        ("POST", "/claims", b"{", {}, 400, "body_not_json"),
        ("POST", "/claims", b"\xff", {}, 400, "body_not_json"),
        ("POST", "/claims", b"", {}, 400, "body_not_json"),
        ("POST", "/claims", b'{"code":"a","code":"b","consumer":{"ref":"x"}}', {}, 400, "body_not_json"),
        ("POST", "/claims", [], {}, 422, "invalid_request"),
        ("POST", "/claims", CLAIM, {"content_type": "text/plain"}, 415, "unsupported_media_type"),
        ("POST", "/claims", CLAIM, {"content_type": ""}, 415, "unsupported_media_type"),
        (
            "POST",
            "/claims",
            CLAIM,
            {"content_type": "application/json; charset=gbk"},
            415,
            "unsupported_media_type",
        ),
        ("POST", "/claims", CLAIM, {"content_encoding": "gzip"}, 415, "unsupported_media_type"),
        ("POST", "/claims", b" " * 16_385, {}, 413, "body_too_large"),
        ("POST", "/claims", b" " * 70_000, {}, 413, "body_too_large"),
        ("POST", "/campaigns/5/pause", {"x": 1}, {}, 422, "invalid_request"),
        ("GET", "/campaigns/5/decisions?limit=0", None, {}, 422, "invalid_request"),
        ("GET", "/campaigns/5/decisions?limit=1&limit=2", None, {}, 422, "invalid_request"),
        ("GET", "/campaigns?limit=1", None, {}, 422, "invalid_request"),
        ("GET", "/members/M8K240QX?outlet=S1", None, {}, 422, "invalid_request"),
        ("POST", "/claims", {"code": "busy", "consumer": WHO}, {}, 503, "busy"),
        ("POST", "/claims", {"code": "outage", "consumer": WHO}, {}, 503, "unavailable"),
        ("GET", "/problems/none", None, {}, 404, "not_found"),
    ],
)
def test_each_mishap_is_a_problem(
    method: str, path: str, body: Any, headers: dict[str, str], status: int, code: str
) -> None:
    """Status, code, both languages, and an occurrence of its own."""
    response, engine = ask(method, path, body, **headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "en"
    assert response.json()["instance"].startswith("urn:uuid:")
    assert engine.everything() == ApiEngineDouble().everything()
    chinese, _ = ask(method, path, body, **{**headers, "accept_language": "en;q=0.5, zh-Hans"})
    assert chinese.headers["content-language"] == "zh-CN"
    for member in ("title", "detail"):
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese.json()[member])
        assert response.json()[member] != chinese.json()[member]


def test_faults_of_body_and_query_have_different_places() -> None:
    """`pointer` into the body, `parameter` for the query."""
    body, _ = ask("POST", "/claims", {"code": "", "consumer": {}})
    assert [(error["pointer"], error["code"]) for error in body.json()["errors"]] == [
        ("/code", "too_short"),
        ("/consumer/ref", "missing"),
    ]
    query, _ = ask("GET", "/campaigns/5/decisions?limit=201&colour=red")
    assert {(error["parameter"], error["code"]) for error in query.json()["errors"]} == {
        ("limit", "too_large"),
        ("colour", "unknown_name"),
    }


def test_what_the_engine_finds_invalid_points_to_the_member() -> None:
    """The engine's words, at the body's place."""
    taken = {"code": "S1", "name": {"en": "One", "zh": "一店"}, "region": "CN-GD"}
    response, engine = ask("POST", "/outlets", taken, accept_language="zh-CN")
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": "/code", "code": "not_valid", "detail": "此代码已被使用。"}
    ]
    assert engine.changes == []


def test_a_wrong_method_says_which_are_right() -> None:
    """Allow lists them, also to OPTIONS, and no CORS header ever appears."""
    response, _ = ask("PATCH", "/outlets", origin="https://elsewhere.example")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    options, _ = ask("OPTIONS", "/outlets", origin="https://elsewhere.example")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    for one in (response, options):
        assert not [name for name in one.headers if name.startswith("access-control")]


def test_a_bug_is_logged_under_the_instance_the_caller_gets(caplog: pytest.LogCaptureFixture) -> None:
    """The caller learns nothing about the inside."""
    with caplog.at_level(logging.ERROR, "studio.api.surface"):
        response, _ = ask("POST", "/claims", {"code": "boom", "consumer": WHO})
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "bug" not in response.text
    assert response.json()["instance"] in caplog.text


def test_a_chunked_body_is_cut_at_the_limit() -> None:
    """A body without Content-Length is counted while it arrives."""
    engine = ApiEngineDouble()

    async def pieces() -> Any:
        for _ in range(100):
            yield b" " * 1_000

    async def steps() -> httpx.Response:
        transport = httpx.ASGITransport(application(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
            return await client.post("/api/v1/language/check", content=pieces(), headers=headers)

    assert asyncio.run(steps()).status_code == 400  # within two megabytes: read, but only blanks

    async def claim() -> httpx.Response:
        transport = httpx.ASGITransport(application(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
            return await client.post("/api/v1/claims", content=pieces(), headers=headers)

    assert asyncio.run(claim()).json()["code"] == "body_too_large"


def test_every_kind_can_be_looked_up() -> None:
    """The `type` of a problem is an address that explains it, without a key."""
    engine = ApiEngineDouble()
    caller = Caller(application(engine), None)

    async def steps() -> None:
        for code, kind in KINDS.items():
            told = (await caller.send("GET", f"/problems/{code}")).json()
            assert told == {
                "code": code,
                "status": kind.status,
                "title": {"en": kind.title.en, "zh": kind.title.zh},
            }

    asyncio.run(steps())


def test_an_outage_while_the_key_is_looked_up_is_told_as_one_and_not_as_a_defect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """503 with the advice to come again: nobody is called a stranger because the database cannot be asked."""

    async def unreachable(self: ApiAccounts, key: str) -> str | None:
        raise Unavailable("the database is starting up")

    monkeypatch.setattr(ApiAccounts, "api_key_brand", unreachable)
    response, _ = ask("POST", "/claims", CLAIM)
    check("POST", "/claims", response)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["retry-after"] == "5"
