"""The API describes itself in OpenAPI 3.1, in both languages, from the table that runs."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from openapi_spec_validator import validate

from studio.api.routes import OPERATIONS
from tests.support.api_client import Caller, application, description
from tests.support.api_double import ApiEngineDouble


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_description_is_valid_openapi(locale: str) -> None:
    """By a validator that is not ours."""
    validate(description(locale))


def test_it_is_served_to_everyone_in_the_callers_language() -> None:
    """Without a key; caches keep the two languages apart."""
    caller = Caller(application(ApiEngineDouble()), None)

    async def steps() -> None:
        for language, locale in (("en-GB", "en"), ("zh-CN,zh;q=0.9", "zh-CN")):
            response = await caller.send("GET", "/openapi.json", accept_language=language)
            assert response.json() == description(locale)
            assert response.headers["content-language"] == locale
            assert response.headers["vary"] == "Accept-Language"

    asyncio.run(steps())


def test_every_operation_is_described_with_its_problems() -> None:
    """Names are unique; each has a summary, a tag that is explained, and its errors."""
    document = description()
    described = [operation for path in document["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in described}) == len(described) == len(OPERATIONS)
    tags = {tag["name"] for tag in document["tags"]}
    for operation in described:
        assert set(operation["tags"]) <= tags
        assert operation["summary"]
        expected = {"429", "500", "503"} | (set() if operation.get("security") == [] else {"401"})
        assert expected <= set(operation["responses"])
        if "requestBody" in operation:
            assert {"400", "413", "415", "422"} <= set(operation["responses"])


def test_the_two_languages_differ_in_words_only() -> None:
    """Same forms, and no sentence is left in English or missing."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: strip(member)
                for name, member in value.items()
                if name not in ("description", "summary")
            }
        return [strip(item) for item in value] if isinstance(value, list) else value

    english, chinese = description("en"), description("zh-CN")
    assert strip(english) == strip(chinese)
    for text in sentences(chinese):
        assert any("\u4e00" <= character <= "\u9fff" for character in text), text
    for text in sentences(english):
        assert not any("\u4e00" <= character <= "\u9fff" for character in text), text


def sentences(value: Any) -> list[str]:
    if isinstance(value, dict):
        here = [
            member
            for name, member in value.items()
            if name in ("description", "summary") and isinstance(member, str)
        ]
        return here + [text for member in value.values() for text in sentences(member)]
    return [text for item in value for text in sentences(item)] if isinstance(value, list) else []


def test_no_amount_is_described_as_a_float() -> None:
    """The word `number` occurs nowhere as a type."""
    assert '"number"' not in json.dumps(_types(description()))


def _types(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return ([value["type"]] if "type" in value else []) + [
            t for member in value.values() for t in _types(member)
        ]
    return [t for item in value for t in _types(item)] if isinstance(value, list) else []
