"""Switches for tests and demonstrations, for this machine only: faults, verified names, the float."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.faults import FAULTS, FaultPlan
from plugins.sandbox_wallet.web import Reply, Request, json_reply, refusal

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


class Control:
    """Answers what lies under `/_control/`; a JSON content type keeps web pages of other origins out."""

    def __init__(self, book: Book, now_us: Callable[[], int]) -> None:
        self._book, self._now_us = book, now_us

    def handle(self, request: Request) -> Reply:
        """The reply to any request under `/_control/`."""
        if request.peer not in _LOOPBACK:
            return refusal(403, "LOCAL_ONLY", "the controls can be used on this machine only")
        if request.method == "GET" and request.path == "/_control/faults":
            return json_reply(200, {"plan": json.loads(self._book.plan.to_json()), "faults": FAULTS})
        if request.method != "POST" or not request.headers.get("content-type", "").startswith(
            "application/json"
        ):
            return refusal(415, "JSON_ONLY", "send a POST with content type application/json")
        try:
            return self._switch(request)
        except (ValueError, TypeError, KeyError) as error:
            return refusal(400, "PARAM_ERROR", str(error))

    def _switch(self, request: Request) -> Reply:
        if request.path == "/_control/faults":
            self._book.set_plan(FaultPlan.from_json(request.body))
            return json_reply(200, {"plan": json.loads(self._book.plan.to_json())})
        data: Mapping[str, object] = json.loads(request.body)
        if request.path == "/_control/payees":
            self._book.set_verified(str(data["payee"]), data["verified"] is True)
            return json_reply(200, dict(data))
        if request.path == "/_control/top_up":
            amount_minor = data["amount_minor"]
            if type(amount_minor) is not int or not self._book.top_up(str(data["merchant"]), amount_minor):
                raise ValueError("`merchant` must exist and `amount_minor` be a whole number")
            return json_reply(200, dict(data))
        if request.path == "/_control/accept":
            return json_reply(200, {"accepted": self._book.accept(str(data["payee"]), self._now_us())})
        return refusal(404, "NO_SUCH_PAGE", "there is no such switch")
