"""The life of a prize that travels: asked for an address, packed, sent, delivered or returned; or lapsed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from dsl.values import Label
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import NotFound
from engine.grants.reversing import ask_reversal, reverse, why_not_reversible
from engine.ids import new_id
from engine.members.identity import Who, ask_identity, person_of
from engine.parcels.addresses import Address
from engine.parcels.rows import Parcel, ParcelMove
from engine.records import Wait

Step = Literal["sent", "delivered", "returned"]
#: From which states each step is taken. Handed over in person, a prize needs no address.
STEPS: Final[Mapping[Step, tuple[str, ...]]] = {
    "sent": ("to_pack", "returned"),
    "delivered": ("asked", "to_pack", "sent"),
    "returned": ("sent",),
}
LAPSED: Final = "no address was given in time"


@dataclass(frozen=True, slots=True)
class GiveAddress:
    """A winner tells where to send a prize; until it is sent, another address may be told."""

    brand: str
    parcel_id: int
    who: Who
    address: Address
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The winner, the parcel, and what ends the time for an address."""
        ask_identity(world, want, self.who)
        _ask(world, want, self.parcel_id)

    def apply(self, world: World) -> tuple[Parcel | Label, Changes]:
        """The parcel with its address, or why it takes none. Raises `NotFound` where it is not this person's."""
        parcel, person = world.parcels.get(self.parcel_id), person_of(world, self.who)
        if parcel is None or person is None or parcel.brand != self.brand:
            raise NotFound(f"there is no prize {self.parcel_id}")
        if parcel.person_id not in world.accounts(person):
            raise NotFound(f"there is no prize {self.parcel_id}")
        at_us = to_micros(self.at)
        late = parcel.state == "asked" and parcel.until_us is not None and at_us >= parcel.until_us
        if late or parcel.state not in ("asked", "to_pack"):
            words = Label("The time for an address is over.", "填写收货地址的时间已过。")
            gone = Label("The prize is on its way already.", "奖品已发出，不能再修改地址。")
            return words if late or parcel.state in ("lapsed", "cancelled") else gone, NOTHING
        given = replace(parcel, state="to_pack", address=self.address.stored(), consent_us=at_us)
        move = ParcelMove(new_id(), self.brand, parcel.id, "to_pack", "winner", at_us)
        return given, Changes(new=(move,), changed=(given,)) + _unwaited(world, parcel, "opened", at_us)


@dataclass(frozen=True, slots=True)
class MoveParcel:
    """The brand's people sent a prize, know that it arrived, or have it back."""

    brand: str
    parcel_id: int
    step: Step
    by: str
    at: datetime
    carrier: str = ""
    number: str = ""

    def ask(self, world: World, want: Wants) -> None:
        """The parcel, and what ends the time for an address."""
        _ask(world, want, self.parcel_id)

    def apply(self, world: World) -> tuple[Parcel | Label, Changes]:
        """The parcel as it is now, or why not. The same step again changes nothing. Raises `NotFound`."""
        parcel = world.parcels.get(self.parcel_id)
        if parcel is None or parcel.brand != self.brand:
            raise NotFound(f"there is no prize {self.parcel_id}")
        carrier, number = self.carrier or None, self.number or None
        if parcel.state == self.step and (
            self.step != "sent" or (carrier, number) == (parcel.carrier, parcel.number)
        ):
            return parcel, NOTHING
        if parcel.state not in STEPS[self.step]:
            return Label(
                f"a prize that is {parcel.state} cannot be {self.step}",
                f"当前状态不能改为“{self.step}”",
            ), NOTHING
        at_us = to_micros(self.at)
        if self.step != "sent":
            carrier, number = parcel.carrier, parcel.number
        moved = replace(parcel, state=self.step, carrier=carrier, number=number)
        move = ParcelMove(new_id(), self.brand, parcel.id, self.step, self.by, at_us, carrier, number)
        return moved, Changes(new=(move,), changed=(moved,)) + _unwaited(world, parcel, "void", at_us)


@dataclass(frozen=True, slots=True)
class EndParcel:
    """Nobody told an address in time: the prize is taken back, its stock and budget are free again."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The wait, the parcel, and the grant with what it took."""
        want.brands.add(self.wait.brand)
        want.grants.add(self.wait.cause_id)
        grant = world.grants.get(self.wait.cause_id)
        _ask(world, want, self.wait.cause_id)
        if grant:
            ask_reversal(world, want, grant)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait, parcel = world.waits.get(self.wait.id), world.parcels.get(self.wait.cause_id)
        if wait is None or wait.state != "waiting" or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        grant = world.grants.get(self.wait.cause_id)
        ended = replace(wait, state="lapsed", ended_us=wait.due_us)
        if parcel is None or grant is None or parcel.state != "asked" or why_not_reversible(world, grant):
            return "lapsed", Changes(changed=(ended,))
        return "lapsed", reverse(world, [grant], wait.due_us, LAPSED, wait="lapsed")


def _ask(world: World, want: Wants, parcel_id: int) -> None:
    want.parcels.add(parcel_id)
    parcel = world.parcels.get(parcel_id)
    if parcel and parcel.wait_id is not None:
        want.abouts.add(parcel.wait_id)


def _unwaited(world: World, parcel: Parcel, state: str, at_us: int) -> Changes:
    wait = world.waits.get(parcel.wait_id or 0)
    if wait is None or wait.state != "waiting":
        return NOTHING
    return Changes(changed=(replace(wait, state=state, ended_us=at_us),))
