"""The rooms of the studio in their order: what the rail shows and where the palette leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from studio.accounts.permissions import right


@dataclass(frozen=True, slots=True)
class Section:
    """A room: its code (also of its icon and its `aria-current`), the key of its name, its address.

    Who finds it on the rail is a matter of `studio.accounts.permissions`, which knows rooms by these codes.
    """

    code: str
    name: str
    href: str


#: In the order of the work: what needs me; what is made; what is out in the world; who takes part; how it is set up.
RAIL: Final[tuple[tuple[Section, ...], ...]] = (
    (Section("home", "composer.nav_home", "/studio"),),
    (
        Section("campaigns", "composer.nav_campaigns", "/studio/campaigns"),
        Section("shared", "composer.nav_shared", "/studio/shared"),
        Section("events", "composer.nav_events", "/studio/events"),
        Section("themes", "composer.nav_themes", "/studio/themes"),
    ),
    (
        Section("codes", "composer.nav_codes", "/studio/codes"),
        Section("goods", "composer.nav_goods", "/studio/goods"),
        Section("outlets", "composer.nav_outlets", "/studio/outlets"),
        Section("shop", "composer.nav_shop", "/studio/shop"),
        Section("partners", "composer.nav_partners", "/studio/partners"),
        Section("prizes", "composer.nav_prizes", "/studio/prizes"),
    ),
    (
        Section("insights", "composer.nav_insights", "/studio/insights"),
        Section("consumers", "composer.nav_consumers", "/studio/consumers"),
        Section("reviews", "composer.nav_reviews", "/studio/reviews"),
    ),
    (
        Section("plugins", "composer.nav_plugins", "/studio/plugins"),
        Section("people", "composer.nav_people", "/studio/people"),
        Section("settings", "composer.nav_settings", "/studio/settings"),
        Section("help", "composer.nav_help", "/studio/help"),
    ),
)


def rail(role: str) -> tuple[tuple[Section, ...], ...]:
    """The rooms that somebody with this role finds, in groups; no empty group."""
    groups = (tuple(one for one in group if right(role, one.code)) for group in RAIL)
    return tuple(group for group in groups if group)
