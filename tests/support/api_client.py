"""A caller of the HTTP API that holds every answer against the published description."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from starlette.applications import Starlette

from studio.api.openapi import describe
from studio.api.problem import BASE_PATH
from studio.api.routes import OPERATIONS, routes
from studio.settings import Settings


@cache
def description(locale: str = "en") -> dict[str, Any]:
    return describe(OPERATIONS, locale)


@cache
def validator(reference: str) -> Draft202012Validator:
    schema = {"$ref": reference, "components": description()["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def path_template(path: str) -> str:
    """The described path that a concrete one belongs to."""
    steps = path.split("?")[0].strip("/").split("/")
    for template in description()["paths"]:
        wanted = template.strip("/").split("/")
        if len(wanted) == len(steps) and all(
            w.startswith("{") or w == s for w, s in zip(wanted, steps, strict=True)
        ):
            return str(template)
    raise AssertionError(f"{path} is not described")


def check(method: str, path: str, response: httpx.Response) -> None:
    """The answer has a described status, media type and form."""
    operation = description()["paths"][path_template(path)][method.lower()]
    told = operation["responses"].get(str(response.status_code))
    assert told is not None, f"{method} {path} answered {response.status_code}, which is not described"
    content = told.get("content")
    if content is None:
        assert response.content == b""
        return
    media_type = response.headers["content-type"].split(";")[0]
    assert media_type in content, f"{media_type} is not described for {response.status_code}"
    schema = content[media_type]["schema"]
    if "$ref" in schema:
        validator(schema["$ref"]).validate(response.json())
    if media_type == "application/problem+json":
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["code"] in told["description"], (
            f"{problem['code']} is not described for {method} {path}"
        )


@dataclass
class Caller:
    """Calls one application with one key; every answer is checked."""

    app: Any
    key: str | None
    headers: dict[str, str] = field(default_factory=dict)
    numbers: int = 0

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send JSON with a new Idempotency-Key, unless `idempotency_key` gives one (empty: none)."""
        response = await self.raw(method, path, body, **headers)
        check(method, path, response)
        return response

    async def raw(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send without holding the answer against the description."""
        self.numbers += 1
        told = {"idempotency-key": f'"request-{self.numbers}"'}
        if self.key is not None:
            told["authorization"] = f"Bearer {self.key}"
        if body is not None:
            told["content-type"] = "application/json"
        told |= {name.replace("_", "-").lower(): value for name, value in {**self.headers, **headers}.items()}
        told = {name: value for name, value in told.items() if value}
        content = body if isinstance(body, (bytes, str)) or body is None else json.dumps(body)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return await client.request(method, BASE_PATH + path, headers=told, content=content)


def application(engine: Any) -> Starlette:
    """The API alone in an application with the pages' body limit."""
    app = Starlette(routes=routes, max_body_size=64 * 1024)
    app.state.engine = engine
    app.state.settings = Settings(database_url="sqlite://:memory:", secret=b"s" * 32)
    return app
