"""Idempotency keys: the first answer to a key is kept in the same transaction as its effect."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.clock import from_micros, to_micros
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import Invalid, KeyReused
from engine.outcomes import Reason, Refusal
from engine.records import StoredRequest

KEY_MAX: Final = 255


@dataclass(frozen=True, slots=True)
class RequestKey:
    """An Idempotency-Key and a fingerprint of the request's content."""

    key: str
    fingerprint: str

    def __post_init__(self) -> None:
        if not (1 <= len(self.key) <= KEY_MAX and self.key.isprintable()):
            raise Invalid(
                "idempotency_key",
                Label(f"use 1 to {KEY_MAX} printable characters", f"请使用 1 至 {KEY_MAX} 个可显示字符"),
            )


def ask_request(want: Wants, brand: str, request: RequestKey | None) -> None:
    """Name what tells an earlier answer."""
    if request:
        want.requests.add(f"{brand}|{request.key}")


def earlier_answer(world: World, brand: str, request: RequestKey | None) -> Refusal | int | None:
    """The refusal or the id of the row that answered this key before. Raises `KeyReused` for other content."""
    stored = world.requests.get(f"{brand}|{request.key}") if request else None
    if stored is None or request is None:
        return None
    if stored.fingerprint != request.fingerprint:
        raise KeyReused
    answer = json.loads(stored.answer)
    if "id" in answer:
        return int(answer["id"])
    first = answer["first_us"]
    return Refusal(
        Reason(answer["reason"]),
        Label(answer["en"], answer["zh"]),
        from_micros(stored.at_us),
        None if first is None else from_micros(first),
    )


def stored_request(
    brand: str, request: RequestKey | None, answer: Refusal | int, at: datetime
) -> tuple[StoredRequest, ...]:
    """The row that keeps an answer; nothing without a key."""
    if request is None:
        return ()
    if isinstance(answer, int):
        kept: dict[str, object] = {"id": str(answer)}
    else:
        first = None if answer.first_at is None else to_micros(answer.first_at)
        kept = {"reason": answer.reason, "en": answer.words.en, "zh": answer.words.zh, "first_us": first}
    text = json.dumps(kept, ensure_ascii=False)
    return (StoredRequest(f"{brand}|{request.key}", brand, request.fingerprint, text, to_micros(at)),)
