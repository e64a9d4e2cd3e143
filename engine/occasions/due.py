"""Which days of which campaigns time has something to tell of: birthdays, silences. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dsl.campaign import Trigger
from dsl.zones import local_date, start_of_day
from engine import own_words
from engine.campaigns.live import BrandState, Version
from engine.clock import to_micros
from engine.members.attributes import birthdays_on

#: How many days before today are still told of, when no worker ran then.
CATCH_UP: Final = 2


@dataclass(frozen=True, slots=True)
class Occasion:
    """What one day brings to the people of one campaign, by the calendar of its zone.

    A birthday is of those born on one of `birthdays`; a silence of so many `silent` days is of those whose last claim
    lies from `since_us` until before `until_us`.
    """

    brand: str
    campaign_id: int
    kind: str
    day: date
    birthdays: tuple[str, ...] = ()
    silent: int = 0
    since_us: int = 0
    until_us: int = 0
    zone: str = "UTC"

    @property
    def key(self) -> str:
        """The name of its sweep."""
        return f"{self.brand}|c{self.campaign_id}|{self.kind}|{self.silent}|{self.day.isoformat()}"

    def is_today(self, now: datetime) -> bool:
        """Whether its day is the present one, in the campaign's zone."""
        return self.day == local_date(now, self.zone)

    def facts(self) -> dict[str, object]:
        """The event's own facts."""
        return {"silence.days": self.silent} if self.kind == "silence" else {}

    def id_for(self, account_id: int, last_claim_us: int | None) -> str:
        """The event's id for an account: once a year for a birthday, once a silence."""
        if self.kind == "birthday":
            return f"{self.campaign_id}:{self.day.year}:{account_id}"
        return f"{self.campaign_id}:{self.silent}:{account_id}:{last_claim_us}"


def occasions(brand: BrandState, now: datetime) -> Iterator[Occasion]:
    """Every day that is to be told of now, in campaigns that take claims: today and the days just before.

    No day lies before the campaign's start or before the publication of the version in force, so that a campaign's
    change tells of nothing that was over when it was made.
    """
    for campaign in brand.campaigns:
        version = campaign.version_at(now)
        if version.program is None or campaign.state_at(now) is not None:
            continue
        zone = version.program.campaign.zone
        today = local_date(now, zone)
        first = max(_first_day(version, zone), today - timedelta(days=CATCH_UP))
        for trigger in version.program.campaign.triggers:
            if trigger.kind in own_words.BY_DAY:
                days = (first + timedelta(days=number) for number in range((today - first).days + 1))
                yield from (_occasion(brand.slug, campaign.id, trigger, day, zone) for day in days)


def _first_day(version: Version, zone: str) -> date:
    assert version.program is not None
    return local_date(max(version.program.campaign.starts, version.published_at), zone)


def _occasion(brand: str, campaign_id: int, trigger: Trigger, day: date, zone: str) -> Occasion:
    if trigger.kind == "birthday":
        return Occasion(brand, campaign_id, "birthday", day, birthdays=birthdays_on(day), zone=zone)
    silent = dict(trigger.asked)["days"]
    assert isinstance(silent, int)
    last = day - timedelta(days=silent + 1)  # the day of the last claim, then so many whole days
    since, until = start_of_day(last, zone), start_of_day(last + timedelta(days=1), zone)
    return Occasion(
        brand,
        campaign_id,
        "silence",
        day,
        silent=silent,
        since_us=to_micros(since),
        until_us=to_micros(until),
    )
