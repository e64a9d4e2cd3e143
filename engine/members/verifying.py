"""Proving a mobile number by a code that is sent to it. The number itself is kept by the message channel alone."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, Unavailable
from engine.ledger.accounts import party
from engine.members.door import MemberDoor
from engine.members.identity import ConsumerKey, Who
from engine.members.joining import LinkIdentity
from engine.members.pacing import AGAIN_AFTER, Addresses, quotas, too_soon
from engine.spi.answers import Delivered, Refused
from engine.spi.identities import Identified, IdentityProvider
from engine.spi.messages import Message, MessageChannel
from engine.storage.code_sent_store import CodeSentStore, NewCode, TooSoon
from engine.storage.member_store import MemberStore

#: How long a code is good, and how often it may be typed wrong.
GOOD_FOR: Final = timedelta(minutes=5)
TRIES_MAX: Final = 5
_FULL: Final = re.compile(r"\+[0-9]{6,15}")


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way: until when it is good, and when another may be asked for."""

    good_until: datetime
    again_at: datetime


class VerifyingDoor:
    """Mobile numbers by one-time code, and accounts with other services."""

    def __init__(self, core: Core, store: CodeSentStore, people: MemberStore, members: MemberDoor) -> None:
        self._core = core
        self._store = store
        self._people = people
        self._members = members
        self._addresses = Addresses()

    @property
    def providers(self) -> dict[str, Label]:
        """The services by which people can be recognised now, by code."""
        known = self._core.catalog.identities
        started = self._core.plugins.started
        return {code: one.label for code, one in known.items() if started(code, "identity provider")}

    @property
    def sends_codes(self) -> bool:
        """Whether a message channel is running."""
        return self._core.plugins.messenger() is not None

    async def send_code(
        self, brand: str, who: ConsumerKey, mobile: str, *, address: str | None = None
    ) -> CodeSent:
        """Send a new code; the asker's earlier one for the number is void, and nobody else's. `address` is where the request
        came from, as far as that is a person's own. Raises `Invalid` with the field, `Unavailable` where nothing is sent.
        """
        state, now = await self._core.brand(brand), self._core.clock.now()
        number, channel = _number(mobile), self._channel()
        asker, owner = self._core.who(brand, who), self._core.who(brand, ConsumerKey("mobile", number))
        stranger = await self._is_stranger(asker, owner)
        wait = self._addresses.wait(address, now) if stranger and address else None
        if wait is not None:
            raise Invalid("mobile", too_soon(wait, shared=True))
        code = f"{secrets.randbelow(10**6):06}"
        names = f"{brand}|{asker.value_hash}", f"{brand}|{owner.value_hash}"
        digest = self._digest(names[1], asker, code)
        bounds = [replace(one, key=self._counted(one.key)) for one in quotas(*names, stranger=stranger)]
        sent = await self._store.begin(
            NewCode(brand, names[1], names[0], digest, to_micros(now + GOOD_FOR)), bounds, to_micros(now)
        )
        if isinstance(sent, TooSoon):
            shared = sent.key == self._counted(names[1])
            raise Invalid("mobile", too_soon(from_micros(sent.again_us) - now, shared=shared))
        text = Label(
            f"{code} is your code for {state.name.en}, good for 5 minutes. Tell it to nobody.",
            f"【{state.name.zh}】验证码 {code}，5 分钟内有效，请勿告诉他人。",
        )
        order_no = hashlib.sha256("|".join((*names, str(sent), digest)).encode()).hexdigest()[:32]
        answer = await channel.send(Message(order_no, number, text))
        if isinstance(answer, Refused):
            raise Invalid("mobile", answer.words)
        if not isinstance(answer, Delivered):
            raise Unavailable("the message channel does not answer")
        return CodeSent(now + GOOD_FOR, now + AGAIN_AFTER)

    async def confirm(self, brand: str, who: ConsumerKey, mobile: str, code: str) -> None:
        """Prove the number with its code; accounts with the same number become one person. Raises `Invalid`."""
        now, number = self._core.clock.now(), _number(mobile)
        asker, owner = self._core.who(brand, who), self._core.who(brand, ConsumerKey("mobile", number))
        names = f"{brand}|{owner.value_hash}", f"{brand}|{asker.value_hash}"
        expected = await self._store.attempt(*names, to_micros(now), TRIES_MAX)
        digest = self._digest(names[0], asker, code.strip())
        if expected is None or not hmac.compare_digest(expected, digest):
            raise Invalid("code", Label("this code is wrong or no longer good", "验证码错误或已失效"))
        await self._store.use(*names)
        await self._members.link_mobile(brand, who, number)
        person = await self._people.person(asker.key)
        if person is not None:
            await self._channel().bind(f"{party('consumer')}-{person.id}", number)

    def way(self, provider: str, back_to: str, state: str) -> str:
        """Where a person signs in with another service. Raises `Invalid` for one that is not running."""
        return self._provider(provider).way(back_to, state)

    async def recognise(self, brand: str, who: ConsumerKey, provider: str, code: str) -> None:
        """Who came back from another service is one person with whoever it names. Raises `Invalid`, `Unavailable`."""
        await self._core.brand(brand)
        answer = await self._provider(provider).identify(code)
        if isinstance(answer, Refused):
            raise Invalid("code", answer.words)
        if not isinstance(answer, Identified):
            raise Unavailable(f"`{provider}` does not answer")
        subject = self._core.who(brand, ConsumerKey("account", f"{provider}:{answer.subject}"))
        await self._core.settle(LinkIdentity(self._core.who(brand, who), subject, self._core.clock.now()))

    def _provider(self, code: str) -> IdentityProvider:
        if code not in self.providers:
            raise Invalid("provider", Label("this service is not in use", "未启用该登录方式"))
        return self._core.catalog.identities[code]

    def _channel(self) -> MessageChannel:
        channel = self._core.plugins.messenger()
        if channel is None:
            raise Unavailable("no message channel is running")
        return channel

    async def _is_stranger(self, asker: Who, owner: Who) -> bool:
        """Whether nothing speaks for an asker: neither was this number proven before, nor a pack claimed."""
        person = await self._people.person(asker.key)
        if person is None:
            return True
        known = await self._people.person(owner.key)
        if known is not None and known.id == person.id:
            return False
        return not await self._people.has_scanned(asker.brand, person.id)

    def _counted(self, name: str) -> str:
        """The name under which something is counted, which tells nobody what."""
        return hmac.new(
            self._core.derived("one-time codes"), f"count|{name}".encode(), hashlib.sha256
        ).hexdigest()

    def _digest(self, key: str, asker: Who, code: str) -> str:
        """A code is good for who asked for it alone, and the table does not tell it."""
        told = f"{key}|{asker.kind}|{asker.value_hash}|{code}".encode()
        return hmac.new(self._core.derived("one-time codes"), told, hashlib.sha256).hexdigest()


def _number(mobile: str) -> str:
    plain = re.sub(r"[\s().-]", "", mobile)
    if not _FULL.fullmatch(plain):
        words = Label(
            "write the number with its country code, such as +8613800138000",
            "请填写带国家区号的号码，例如 +8613800138000",
        )
        raise Invalid("mobile", words)
    return plain
