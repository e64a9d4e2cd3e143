"""Proving a mobile number by a code that is sent to it. The number itself is kept by the message channel alone."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid, Unavailable
from engine.ledger.accounts import party
from engine.members.door import MemberDoor
from engine.members.identity import ConsumerKey, Who
from engine.members.joining import LinkIdentity
from engine.spi.answers import Delivered, Refused
from engine.spi.identities import Identified, IdentityProvider
from engine.spi.messages import Message, MessageChannel
from engine.storage.code_sent_store import CodeSentStore
from engine.storage.member_store import MemberStore

#: How long a code is good, how often it may be typed wrong, and how soon and how often a day another is sent.
GOOD_FOR: Final = timedelta(minutes=5)
TRIES_MAX: Final = 5
AGAIN_AFTER: Final = timedelta(minutes=1)
A_DAY_MAX: Final = 5
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

    async def send_code(self, brand: str, who: ConsumerKey, mobile: str) -> CodeSent:
        """Send a new code; earlier ones are void. Raises `Invalid` with the field, `Unavailable` where nothing is sent."""
        state, now = await self._core.brand(brand), self._core.clock.now()
        number, channel = _number(mobile), self._channel()
        asker, key = self._core.who(brand, who), self._key(brand, number)
        code = f"{secrets.randbelow(10**6):06}"
        day = now.strftime("%Y-%m-%d")
        sent = await self._store.begin(
            key, brand, self._digest(key, asker, code), to_micros(now + GOOD_FOR),
            to_micros(now), to_micros(now - AGAIN_AFTER), day, A_DAY_MAX,
        )  # fmt: skip
        if sent is None:
            words = Label(
                f"a code was sent a moment ago, or {A_DAY_MAX} today; try again later",
                f"验证码刚刚发送过，或今天已发送 {A_DAY_MAX} 次，请稍后再试",
            )
            raise Invalid("mobile", words)
        text = Label(
            f"{code} is your code for {state.name.en}, good for 5 minutes. Tell it to nobody.",
            f"【{state.name.zh}】验证码 {code}，5 分钟内有效，请勿告诉他人。",
        )
        order_no = hashlib.sha256(f"{key}|{sent}".encode()).hexdigest()[:32]
        answer = await channel.send(Message(order_no, number, text))
        if isinstance(answer, Refused):
            raise Invalid("mobile", answer.words)
        if not isinstance(answer, Delivered):
            raise Unavailable("the message channel does not answer")
        return CodeSent(now + GOOD_FOR, now + AGAIN_AFTER)

    async def confirm(self, brand: str, who: ConsumerKey, mobile: str, code: str) -> None:
        """Prove the number with its code; accounts with the same number become one person. Raises `Invalid`."""
        now, number = self._core.clock.now(), _number(mobile)
        asker, key = self._core.who(brand, who), self._key(brand, number)
        expected = await self._store.attempt(key, to_micros(now), TRIES_MAX)
        digest = self._digest(key, asker, code.strip())
        if expected is None or not hmac.compare_digest(expected, digest):
            raise Invalid("code", Label("this code is wrong or no longer good", "验证码错误或已失效"))
        await self._store.use(key)
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

    def _key(self, brand: str, number: str) -> str:
        return f"{brand}|{self._core.who(brand, ConsumerKey('mobile', number)).value_hash}"

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
