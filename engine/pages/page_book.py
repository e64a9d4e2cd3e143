"""Which page a campaign shows to whom and when, apart from its rules: a schedule, and the licences that bound it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine import wording
from engine.pages.licence import Licence
from engine.pages.own_theme import PREFIX, OwnTheme

_INSTALLED: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A picture of the brand's. `licence_id` is the licence that it is shown under, if any; `approved`: its licensor agrees.

    `sizes` are the bytes of its renditions by media type.
    """

    id: int
    name: Label
    licence_id: int | None
    approved: bool
    width: int
    height: int
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """From `starts` on the campaign shows this version of a theme; None: the page of its text."""

    id: int
    campaign_id: int
    theme: OwnTheme | None
    starts: datetime


@dataclass(frozen=True, slots=True)
class PageBook:
    """A brand's pages as of one revision. `plans` are in the order in which they take effect."""

    plans: tuple[Planned, ...] = ()
    pictures: Mapping[int, OwnPicture] = field(default_factory=dict)
    licences: Mapping[int, Licence] = field(default_factory=dict)

    def planned(self, campaign_id: int, at: datetime) -> OwnTheme | None:
        """The theme that the schedule names, whether or not it may be shown."""
        theme = None
        for plan in self.plans:
            if plan.campaign_id == campaign_id and plan.starts <= at:
                theme = plan.theme
        return theme

    def shown(self, campaign_id: int, at: datetime, region: str | None) -> OwnTheme | None:
        """The theme that somebody at a place sees; None: the page of the text, which is neutral."""
        theme = self.planned(campaign_id, at)
        return (
            theme
            if theme and all(self.may_show(one, at, region) for one in self.pictures_of(theme))
            else None
        )

    def known(self, campaign_id: int, code: str | None) -> str | None:
        """What a page said that it was dressed in, if it can be so: a theme of the schedule, or an installed one."""
        if code and code.startswith(PREFIX):
            own = (plan.theme for plan in self.plans if plan.campaign_id == campaign_id and plan.theme)
            return code if any(theme.code == code for theme in own) else None
        return code if code and _INSTALLED.fullmatch(code) else None

    def pictures_of(self, theme: OwnTheme) -> Iterator[OwnPicture | None]:
        """The pictures that a theme names; None for one that is gone."""
        return (self.pictures.get(number) for number in theme.design.pictures.values())

    def may_show(self, picture: OwnPicture | None, at: datetime, region: str | None) -> bool:
        """Whether a picture may be shown to somebody at a place."""
        if picture is None:
            return False
        if picture.licence_id is None:
            return True
        licence = self.licences.get(picture.licence_id)
        return licence is not None and picture.approved and licence.runs(at) and licence.covers(region)

    def licences_of(self, theme: OwnTheme) -> tuple[Licence, ...]:
        """The licences that a theme's pictures are shown under."""
        ids = dict.fromkeys(one.licence_id for one in self.pictures_of(theme) if one and one.licence_id)
        return tuple(self.licences[number] for number in ids if number in self.licences)

    def objections(
        self, theme: OwnTheme, starts: datetime, ends: datetime, *, neutral_follows: bool, zone: str
    ) -> tuple[Label, ...]:
        """Why a theme may not be planned from an instant to the end of a campaign; nothing where it may."""
        said: list[Label] = []
        for licence in self.licences_of(theme):
            said += _of_licence(licence, starts, ends, zone, neutral_follows=neutral_follows)
        for picture in self.pictures_of(theme):
            if picture is None:
                said.append(Label("one of its pictures no longer exists", "页面使用的一张图片已不存在"))
            elif picture.licence_id is not None and not picture.approved:
                name = picture.name
                said.append(
                    Label(
                        f"the licensor has not approved the picture “{name.en}”",
                        f"图片“{name.zh}”还没有得到授权方的批准",
                    )
                )
        return tuple(said)


def _of_licence(
    licence: Licence, starts: datetime, ends: datetime, zone: str, *, neutral_follows: bool
) -> Iterator[Label]:
    if not licence.runs(starts):
        coming = [span for span in licence.spans if span.starts > starts]
        if coming:
            first = wording.moment(min(span.starts for span in coming), zone)
            yield Label(
                f"this is before the licence “{licence.title.en}”, which starts on {first.en}",
                f"早于授权“{licence.title.zh}”的生效时间：{first.zh}",
            )
        else:
            last = wording.moment(max(span.ends for span in licence.spans), zone)
            yield Label(
                f"the licence “{licence.title.en}” ended on {last.en}",
                f"授权“{licence.title.zh}”已于{last.zh}到期",
            )
        return
    until = licence.until(starts)
    if until is not None and until < ends and not neutral_follows:
        when = wording.moment(until, zone)
        yield Label(
            f"the campaign outlives the licence “{licence.title.en}”, which ends on {when.en}: let the neutral page follow",
            f"活动比授权“{licence.title.zh}”（{when.zh}到期）更长：请让中性页面接替",
        )
