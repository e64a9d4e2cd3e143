"""Who is asking: consumers are recognised by a keyed hash of a device token, a brand's reference or a mobile."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.clock import to_micros
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import Invalid
from engine.ids import new_id
from engine.records import Consumer, Identity, Mark, Record

VALUE_MAX: Final = 200
#: By an `account` people are known to another service: a plugin tells it as `wechat:openid`.
KINDS: Final = frozenset({"device", "ref", "mobile", "account"})


@dataclass(frozen=True, slots=True)
class ConsumerKey:
    """Who is asking, within a brand: a page's `device` token, or the brand's own `ref`erence over the API."""

    kind: str
    value: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Invalid(
                "consumer.kind",
                Label(f"use one of {', '.join(sorted(KINDS))}", "请使用 device、ref、mobile 或 account"),
            )
        if not (1 <= len(self.value) <= VALUE_MAX and self.value.isprintable()):
            raise Invalid(
                "consumer",
                Label(
                    f"a reference has 1 to {VALUE_MAX} printable characters",
                    f"标识须为 1 至 {VALUE_MAX} 个可显示字符",
                ),
            )


@dataclass(frozen=True, slots=True)
class Who:
    """A consumer key as the tables know it."""

    brand: str
    kind: str
    value_hash: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The lookup of the identity."""
        return (self.brand, self.kind, self.value_hash)


def device_of(who: Who) -> str | None:
    """The name of the device that asks; None where somebody is known otherwise, as by a brand's own number."""
    return who.value_hash[:32] if who.kind == "device" else None


def hashed(secret: bytes, brand: str, key: ConsumerKey) -> Who:
    """The identity behind a key: HMAC-SHA256, so the table gives away no phone number or openid."""
    digest = hmac.new(secret, f"identity|{brand}|{key.kind}|{key.value}".encode(), hashlib.sha256)
    return Who(brand, key.kind, digest.hexdigest())


def mark_of(value_hash: str) -> str:
    """What is kept of an identity that was deleted. Nobody gets from it to the identity, but the same one comes to it again.

    The identity's own digest is keyed, so that numbers cannot be tried out against the mark either.
    """
    return hashlib.sha256(f"deleted|{value_hash}".encode()).hexdigest()


def returner(world: World, who: Who, at: datetime) -> Mark | None:
    """The mark of a stranger who was deleted, as long as it counts."""
    mark = world.marks.get((who.brand, mark_of(who.value_hash)))
    return mark if mark and to_micros(at) < mark.until_us else None


def stranger(world: World, who: Who, at: datetime) -> Consumer | None:
    """As what somebody without an account is judged: None for a newcomer, else the account that is about to be made."""
    mark = returner(world, who, at)
    if mark is None:
        return None
    return Consumer(
        0, who.brand, 0, "", to_micros(at), returned_us=mark.at_us, returned_until_us=mark.until_us
    )


def consumer_of(world: World, who: Who) -> Consumer | None:
    """The account behind an identity, when it is known and loaded."""
    identity = world.identities.get(who.key)
    return world.consumers.get(identity.consumer_id) if identity else None


def person_of(world: World, who: Who) -> Consumer | None:
    """The account that stands for the person behind an identity, when it is known and loaded."""
    consumer = consumer_of(world, who)
    return world.consumers.get(consumer.person_id) if consumer else None


def ask_person(world: World, want: Wants, consumer_id: int) -> None:
    """Name what tells the person behind an account, with every account of that person."""
    want.consumers.add(consumer_id)
    consumer = world.consumers.get(consumer_id)
    if consumer:
        want.persons.add(consumer.person_id)


def person_behind(world: World, consumer_id: int) -> Consumer | None:
    """The account that stands for the person behind an account, when both are loaded."""
    consumer = world.consumers.get(consumer_id)
    return world.consumers.get(consumer.person_id) if consumer else None


def ask_identity(world: World, want: Wants, who: Who) -> None:
    """Name what tells who is asking, with every account of that person."""
    want.brands.add(who.brand)
    want.identities.add(who.key)
    identity = world.identities.get(who.key)
    if identity:
        ask_person(world, want, identity.consumer_id)


def enrol(world: World, who: Who, member_code: str, at: datetime) -> tuple[Consumer, tuple[Record, ...]]:
    """A new account for someone who has none, and its rows. Who was deleted comes back as no newcomer."""
    consumer_id, at_us = new_id(), to_micros(at)
    consumer = Consumer(consumer_id, who.brand, consumer_id, member_code, at_us)
    if back := returner(world, who, at):
        consumer = replace(consumer, returned_us=back.at_us, returned_until_us=back.until_us)
    identity = Identity(new_id(), who.brand, who.kind, who.value_hash, consumer_id, at_us)
    return consumer, (consumer, identity)
