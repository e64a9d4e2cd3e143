"""Which role may see and change what: one table, asked at every door behind the sign-in.

A room is the first part of an address below `/studio`. Roles of the campaign desk reach every room that is not
withheld from them, so a new room is theirs at once; the others reach only what is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

#: `change` includes `see`; None is a closed door.
Right = Literal["see", "change"] | None
HOME_ROOM: Final = "home"

#: What everybody may: the own account, the look of the page, help.
_OWN: Final[Mapping[str, Right]] = {
    HOME_ROOM: "see", "account": "change", "appearance": "change", "palette": "see", "help": "see", "language": "see",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rights:
    """A role's rights: by room, and `elsewhere` in every other. `identities`: who a person is may be seen.

    `home` is where somebody with this role begins.
    """

    elsewhere: Right
    rooms: Mapping[str, Right] = field(default_factory=dict)
    identities: bool = False
    home: str = "/studio"


RIGHTS: Final[Mapping[str, Rights]] = {
    "admin": Rights("change", identities=True),
    "approver": Rights("change", {"consumers": "see", "people": None, "settings": None}),
    "author": Rights("change", {"consumers": "see", "people": None, "settings": None}),
    "analyst": Rights("see", {**_OWN, "consumers": None, "people": None, "settings": None}),
    "service": Rights(
        None,
        {**_OWN, "consumers": "change", "decisions": "see", "reviews": "change", "goods": "change", "campaigns": "see", "prizes": "change"},
        identities=True,
        home="/studio/consumers",
    ),
    "plant": Rights(None, {**_OWN, "codes": "change", "goods": "see"}, home="/studio/codes"),
    "partner": Rights(None, {**_OWN, "partners": "change"}, home="/studio/partners"),
}  # fmt: skip


def room_of(path: str) -> str:
    """The room of an address: `/studio/codes/7` is in `codes`, `/studio` at home."""
    parts = path.split("/")
    return parts[2].partition(".")[0] if len(parts) > 2 and parts[2] else HOME_ROOM


def right(role: str, room: str) -> Right:
    """What a role may do in a room; nothing for a role that is not known."""
    rights = RIGHTS.get(role)
    return None if rights is None else rights.rooms.get(room, rights.elsewhere)


def sees_identities(role: str) -> bool:
    """Whether this role sees who a person is: member code, birthday, tags."""
    return role in RIGHTS and RIGHTS[role].identities


def home_of(role: str) -> str:
    """Where somebody with this role begins."""
    return RIGHTS[role].home if role in RIGHTS else "/studio"
