"""The service desk: finding a person, seeing why something happened, and what may be done about it.

Nothing is seen without a reason: who looked at whom, when and why is kept with what was done.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from dsl.values import Label
from engine.campaigns.decided import Decided
from engine.clock import from_micros, to_micros
from engine.consumers.finding import Finder
from engine.consumers.profiling import Profiler
from engine.consumers.timeline import Timeline
from engine.consumers.views import PURPOSES, Entry, Hit, Joining, Look, Part, Profile, Purpose
from engine.core import Core
from engine.errors import Invalid
from engine.grants.making import payee_of
from engine.grants.views import grant_views
from engine.ids import first_of
from engine.members.door import MemberDoor
from engine.members.forgetting import DeletionView, ForgettingDoor, Parting
from engine.members.joining import JoinPeople
from engine.members.on_hold import SetHold
from engine.outcomes import StudioUser
from engine.storage.campaign_store import CampaignStore
from engine.storage.consumer_store import ConsumerStore
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore
from engine.storage.people_store import PeopleStore
from engine.storage.result_store import ResultStore

#: How long one reason lets somebody look at a person.
LOOKS_FOR: Final = timedelta(hours=8)
NOTE_MAX: Final = 120
PAGE_MAX: Final = 100
_NOTE: Final = Label(
    f"say why, in up to {NOTE_MAX} characters: a ticket's number will do",
    f"请注明原因，最多 {NOTE_MAX} 个字，可填工单号",
)
_PURPOSE: Final = Label("choose why you look", "请选择查看原因")
_SAME: Final = Label("these are one person already", "这两个账号已经是同一个人")
_GONE: Final = Label("who was deleted cannot be joined", "已注销的账号不能合并")
_NOT_JOINED: Final = Label("one of the two is gone; look again", "其中一个账号已不存在，请重新查询")


class ConsumerDoor:
    """People, for those who serve them. Each question names who asks."""

    def __init__(self, core: Core, members: MemberDoor, forgetting: ForgettingDoor) -> None:
        database = core.database
        self._core = core
        self._forgetting = forgetting
        self._store = ConsumerStore(database)
        self._acts = PeopleStore(database)
        rows, results = MemberStore(database), ResultStore(database)
        self._rows = rows
        decided = Decided(core, CampaignStore(database), results, rows)
        self._finder = Finder(core, self._store, rows, results, decided)
        self._profiler = Profiler(core, self._store, rows, members)
        self._timeline = Timeline(core, self._store, rows, decided)

    async def find(self, by: StudioUser, typed: str, purpose: Purpose, note: str) -> tuple[Hit, ...]:
        """Whom a typed text means. Kept with its end alone: a number is no business of the log. Raises `Invalid`."""
        self._reason(purpose, note)
        found = await self._finder.find(by.brand, typed)
        end = typed.strip()[-4:]
        await self._note(by, "looked_for", f"…{end if end.isprintable() else ''}", purpose, note)
        return found

    async def look(self, by: StudioUser, account: int, purpose: Purpose, note: str) -> int:
        """Say why a person is looked at; the number under which the person is known now. Raises `Invalid`, `NotFound`."""
        self._reason(purpose, note)
        person = await self._profiler.person(by.brand, account)
        await self._note(by, "looked_at", str(person.id), purpose, note)
        return person.id

    async def may_look(self, by: StudioUser, account: int) -> bool:
        """Whether this user has said lately why this person is looked at. Raises `NotFound`."""
        person = await self._profiler.person(by.brand, account)
        since = to_micros(self._core.clock.now() - LOOKS_FOR)
        return await self._store.looked(by.brand, by.id, str(person.id), since)

    async def looks(self, by: StudioUser, limit: int = 10) -> tuple[Look, ...]:
        """Whom this user looked at in the last days, each person once, newest first."""
        since = first_of(self._core.clock.now() - timedelta(days=14))
        seen: dict[str, Look] = {}
        for row in await self._store.looks_of(by.brand, by.id, since, 200):
            if row["about"] not in seen:
                at = from_micros(row["at_us"])
                seen[row["about"]] = Look(int(row["about"]), at, by.name, row["before"], row["after"])
        return tuple(seen.values())[:limit]

    async def looked_at(self, brand: str, account: int, limit: int = 50) -> tuple[Look, ...]:
        """Who looked at a person, and why, newest first."""
        person = await self._profiler.person(brand, account)
        own = [str(one) for one in await self._profiler.accounts(person)]
        return tuple(
            Look(int(row["about"]), from_micros(row["at_us"]), row["user_name"], row["before"], row["after"])
            for row in await self._store.acts(brand, own, 200)
            if row["kind"] == "looked_at"
        )[:limit]

    async def profile(self, brand: str, account: int, *, full: bool) -> Profile:
        """The person behind an account; who it is stays hidden where `full` is no. Raises `NotFound`."""
        return await self._profiler.profile(brand, account, full=full)

    async def timeline(
        self,
        brand: str,
        account: int,
        *,
        part: Part | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Entry, ...]:
        """What happened to the person, newest first, with ids below `before`. Raises `NotFound`."""
        person = await self._profiler.person(brand, account)
        own = await self._profiler.accounts(person)
        return await self._timeline.of(person, own, part, before, max(1, min(limit, PAGE_MAX)))

    async def hold(self, by: StudioUser, account: int, note: str) -> None:
        """Put a person on hold: nothing is claimed, redeemed or paid until released. Raises `Invalid`, `NotFound`."""
        await self._set_hold(by, account, note, held=True)

    async def release(self, by: StudioUser, account: int, note: str) -> None:
        """End a hold; money that waited goes on at once. Raises `Invalid`, `NotFound`."""
        accounts = await self._set_hold(by, account, note, held=False)
        payees = [payee_of("consumer", one) for one in accounts]
        if payees:
            now_us = to_micros(self._core.clock.now())
            await OutboxStore(self._core.database).released(by.brand, payees, now_us)

    async def _set_hold(self, by: StudioUser, account: int, note: str, *, held: bool) -> tuple[int, ...]:
        person = await self._profiler.person(by.brand, account)
        self._why(note)
        accounts = await self._core.settle(SetHold(by.brand, person.id, held, self._core.clock.now()))
        await self._note(by, "held" if held else "released", str(person.id), "", note)
        return accounts

    async def joining(self, brand: str, keep: int, other: int, *, full: bool) -> Joining:
        """What would follow if the two became one. Raises `NotFound`."""
        first = await self.profile(brand, keep, full=full)
        second = await self.profile(brand, other, full=full)
        why_not = _SAME if first.person == second.person else None
        if first.deleted or second.deleted:
            why_not = _GONE
        own = [
            await self._profiler.accounts(await self._profiler.person(brand, one.person))
            for one in (first, second)
        ]
        grants = [] if why_not else await self._store.bonuses_between(brand, own[0], own[1])
        back = grant_views(grants, {}, self._core.clock.now())
        return Joining(
            first, second, first.points + second.points, first.scans.ever + second.scans.ever, back, why_not
        )

    async def join(self, by: StudioUser, keep: int, other: int, note: str) -> int:
        """Two people become one; whom the accounts stand under now. It cannot be undone. Raises `Invalid`, `NotFound`."""
        self._why(note)
        told = await self.joining(by.brand, keep, other, full=False)
        if told.why_not:
            raise Invalid("other", told.why_not)
        command = JoinPeople(by.brand, told.keep.person, told.other.person, self._core.clock.now())
        if not await self._core.settle(command):
            raise Invalid("other", _NOT_JOINED)
        await self._note(by, "merged", str(told.keep.person), str(told.other.person), note)
        return told.keep.person

    async def export(self, by: StudioUser, account: int, note: str) -> dict[str, Any]:
        """All that is kept of a person, to be handed to the person. Raises `Invalid`, `NotFound`."""
        self._why(note)
        person = await self._profiler.person(by.brand, account)
        data = await self._forgetting.export_of(by.brand, person)
        await self._note(by, "exported", str(person.id), "", note)
        return data

    async def parting(self, brand: str, account: int) -> Parting:
        """What a deletion would end, and what is still paid. Raises `NotFound`."""
        return await self._forgetting.parting_of(brand, await self._profiler.person(brand, account))

    async def delete(self, by: StudioUser, account: int, note: str) -> DeletionView:
        """Delete a person, who asked for it and was verified. It cannot be undone. Raises `Invalid`, `NotFound`."""
        self._why(note)
        person = await self._profiler.person(by.brand, account)
        done = await self._forgetting.delete_account(by.brand, person.id)
        await self._note(by, "deleted", str(person.id), "", note)
        return done

    def _reason(self, purpose: str, note: str) -> None:
        if purpose not in PURPOSES:
            raise Invalid("purpose", _PURPOSE)
        if not _is_note(note) or (purpose == "other" and not note.strip()):
            raise Invalid("note", _NOTE)

    def _why(self, note: str) -> None:
        if not note.strip() or not _is_note(note):
            raise Invalid("note", _NOTE)

    async def _note(self, by: StudioUser, kind: str, about: str, before: str, after: str) -> None:
        now_us = to_micros(self._core.clock.now())
        await self._acts.add_act(by.brand, by.id, by.name, kind, about, before, after.strip(), now_us)


def _is_note(note: str) -> bool:
    return len(note.strip()) <= NOTE_MAX and note.strip().isprintable()
