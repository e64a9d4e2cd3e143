"""The application around the studio's test engine, and people at work in it."""

from __future__ import annotations

import json
from typing import Any

import httpx

from studio.wiring import build_app
from tests.support.site import Phone, settings
from tests.support.studio_double import StudioDouble
from tests.support.studio_samples import PASSWORD

SAME = {"sec-fetch-site": "same-origin"}


class Desk(Phone):
    """A browser at somebody's desk; signed in unless told otherwise."""

    def __init__(
        self,
        engine: StudioDouble | None = None,
        *,
        email: str = "ling@example.com",
        language: str = "en",
        signed_in: bool = True,
        **changes: Any,
    ) -> None:
        self.engine = engine or StudioDouble()
        super().__init__(build_app(settings(**changes), engine=self.engine), language)  # type: ignore[arg-type]  # a double by design
        if signed_in:
            self.sign_in(email)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        return self.post("/studio/login", {"email": email, "password": password, **more})

    def send_json(self, method: str, path: str, body: object) -> httpx.Response:
        headers = SAME | {"content-type": "application/json", "accept": "application/json"}
        return self.send(method, path, content=json.dumps(body).encode(), headers=headers)

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.json()
