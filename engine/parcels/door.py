"""Prizes that travel: winners tell where to, the brand's people send them and note what became of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.clock import from_micros
from engine.codes.bulk_changes import BulkRefused, LineFault
from engine.core import Core
from engine.errors import Invalid
from engine.members.identity import ConsumerKey
from engine.parcels.addresses import Address
from engine.parcels.rows import Parcel
from engine.parcels.sending import STEPS, GiveAddress, MoveParcel, Step
from engine.storage.member_store import MemberStore
from engine.storage.parcel_store import ParcelStore

STATES: Final = ("asked", "to_pack", "sent", "delivered", "returned", "lapsed", "cancelled")
_LINES_MAX, _SHOWN, _TEXT_MAX = 5_000, 100, 60
_COLUMNS: Final = ("parcel", "carrier", "number")


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A prize on its way: its state, and where to, as far as whoever asks may know."""

    id: int
    title: Label
    state: str
    made_at: datetime
    until: datetime | None
    address: Address | None
    carrier: str
    number: str


class ParcelDoor:
    """Prizes that travel."""

    def __init__(self, core: Core, store: ParcelStore, members: MemberStore) -> None:
        self._core = core
        self._store = store
        self._members = members

    async def of_person(self, brand: str, who: ConsumerKey) -> tuple[ParcelView, ...]:
        """A winner's prizes, newest first, with the address as it was told."""
        person = await self._members.person(self._core.who(brand, who).key)
        accounts = [one.id for one in await self._members.accounts_of(person.person_id)] if person else []
        return tuple(_view(one, masked=False) for one in await self._store.of_accounts(brand, accounts))

    async def give_address(
        self, brand: str, who: ConsumerKey, parcel_id: int, address: Address, *, agrees: bool
    ) -> ParcelView | Label:
        """Tell where to send a prize, with the consent to use it for that; or why it takes no address.

        Raises `Invalid` with the field, `NotFound` where it is not this person's prize.
        """
        told = address.tidied()
        for field, words in told.faults():
            raise Invalid(field, words)
        if not agrees:
            raise Invalid(
                "agrees", Label("tick the box, or we may not use it", "请勾选同意，否则我们不能使用这些信息")
            )
        now = self._core.clock.now()
        done = await self._core.settle(GiveAddress(brand, parcel_id, self._core.who(brand, who), told, now))
        return done if isinstance(done, Label) else _view(done, masked=False)

    async def all(
        self, brand: str, state: str, *, before: int | None = None, masked: bool = True
    ) -> tuple[ParcelView, ...]:
        """A brand's prizes in a state, newest first; only who sends them sees addresses that are not masked."""
        found = await self._store.in_state(brand, state, before, _SHOWN)
        return tuple(_view(one, masked=masked) for one in found)

    async def tally(self, brand: str) -> dict[str, int]:
        """How many prizes are in each state."""
        counted = await self._store.tally(brand)
        return {state: counted.get(state, 0) for state in STATES}

    async def move(
        self, brand: str, parcel_id: int, step: Step, by: str, *, carrier: str = "", number: str = ""
    ) -> ParcelView | Label:
        """Note that a prize was sent (with carrier and number), arrived or came back; or why it cannot have. Raises
        `Invalid` with the field, `NotFound`."""
        _check(step, carrier, number)
        command = MoveParcel(
            brand, parcel_id, step, by, self._core.clock.now(), carrier.strip(), number.strip()
        )
        done = await self._core.settle(command)
        return done if isinstance(done, Label) else _view(done, masked=True)

    async def read(self, brand: str, table: str, by: str) -> int | BulkRefused:
        """What the warehouse sent, by a table of parcel, carrier and number: how many, or what is to be mended in which
        line, and then nothing is noted."""
        lines = table.lstrip("\ufeff").splitlines()
        header = [one.strip().lower() for one in next(csv.reader(lines[:1]), [])]
        if any(name not in header for name in _COLUMNS) or len(lines) - 1 > _LINES_MAX:
            words = Label(
                f"columns parcel, carrier, number, and at most {_LINES_MAX:,} lines",
                f"需有 parcel、carrier、number 三列，最多 {_LINES_MAX:,} 行",
            )
            return BulkRefused((LineFault(1, words),), 1)
        rows = [
            (place, dict(zip(header, cells, strict=False)))
            for place, cells in enumerate(csv.reader(lines[1:]), 2)
            if any(cells)
        ]
        ids = [number for _, row in rows if (number := _number(row)) is not None]
        known = await self._store.some(brand, ids)
        faults = [LineFault(place, wrong) for place, row in rows if (wrong := _wrong(row, known))]
        if faults:
            return BulkRefused(tuple(faults[:_SHOWN]), len(faults))
        for _, row in rows:
            await self.move(
                brand,
                _number(row) or 0,
                "sent",
                by,
                carrier=row["carrier"],
                number=row["number"],
            )
        return len(rows)


def _number(row: dict[str, str]) -> int | None:
    """A prize's number, also as spreadsheets keep it: after a tick."""
    text = row.get("parcel", "").strip().lstrip("'")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _wrong(row: dict[str, str], known: dict[int, Parcel]) -> Label | None:
    text, parcel = row.get("parcel", ""), known.get(_number(row) or 0)
    if parcel is None:
        return Label(f"there is no prize {text}", f"没有编号为 {text} 的奖品")
    try:
        _check("sent", row.get("carrier", ""), row.get("number", ""))
    except Invalid as fault:
        return fault.message
    same = (parcel.carrier, parcel.number) == (row["carrier"].strip(), row["number"].strip())
    if parcel.state not in STEPS["sent"] and not (parcel.state == "sent" and same):
        return Label(f"prize {text} is {parcel.state} and cannot be sent", f"奖品 {text} 当前状态不能发货")
    return None


def _check(step: Step, carrier: str, number: str) -> None:
    if step != "sent":
        return
    for field, text in (("carrier", carrier), ("number", number)):
        if not 1 <= len(text.strip()) <= _TEXT_MAX or not text.strip().isprintable():
            raise Invalid(
                field, Label(f"write up to {_TEXT_MAX} characters", f"请填写，最多 {_TEXT_MAX} 个字")
            )


def _view(parcel: Parcel, *, masked: bool) -> ParcelView:
    address = Address.restored(parcel.address)
    return ParcelView(
        parcel.id,
        Label(parcel.title_en, parcel.title_zh),
        parcel.state,
        from_micros(parcel.made_us),
        None if parcel.until_us is None else from_micros(parcel.until_us),
        address.masked() if address and masked else address,
        parcel.carrier or "",
        parcel.number or "",
    )
