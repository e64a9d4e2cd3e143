"""What callers meet of pages: themes with their versions, licences with their pictures and report, schedules. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dsl.values import Label
from engine.pages.licence import Licence
from engine.pages.own_theme import OPTIONS, SLOTS, WORD_LENGTHS_MAX, Design, OwnTheme, design_of, faults
from engine.pages.page_book import OwnPicture, PageBook
from engine.spi.palette import CONTRAST_PAIRS, Palette, contrast

__all__ = [
    "CONTRAST_PAIRS",
    "OPTIONS",
    "SLOTS",
    "WORD_LENGTHS_MAX",
    "Approval",
    "Change",
    "DayViews",
    "Design",
    "Licence",
    "LicenceView",
    "NotPlanned",
    "OwnPicture",
    "OwnTheme",
    "PageBook",
    "Palette",
    "PictureFile",
    "PictureGone",
    "PictureView",
    "PlanView",
    "SpanView",
    "ThemeVersion",
    "contrast",
    "design_of",
    "faults",
]


@dataclass(frozen=True, slots=True)
class ThemeVersion:
    """A version of an own theme: who saved it, when."""

    theme: OwnTheme
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What a licensor said of a picture. `kind`: approved, withdrawn; `evidence` is where it can be read, such as a letter."""

    kind: str
    approver: str
    evidence: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture with what was said of it, the newest last."""

    picture: OwnPicture
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class SpanView:
    """A term of a licence, with where it can be read."""

    starts: datetime
    ends: datetime
    evidence: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence with its terms and pictures. `state`: coming, running, ended."""

    licence: Licence
    state: str
    spans: tuple[SpanView, ...]
    pictures: tuple[PictureView, ...]


@dataclass(frozen=True, slots=True)
class DayViews:
    """How many pages with pictures under a licence were shown on a day."""

    day: date
    views: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A line of a campaign's schedule. `theme` None: the page of the text. `may_call_off`: it has not begun."""

    id: int
    theme: OwnTheme | None
    starts: datetime
    by: str
    may_call_off: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What people see from an instant on. `theme` None: the neutral page; `why` where a licence is the reason."""

    at: datetime
    theme: OwnTheme | None
    why: Label | None = None


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """A page that may not be shown so, and why."""

    reasons: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A rendition as it leaves. `keep_s`: how long it may be kept; None for good. `everywhere`: whoever asks may have it."""

    media_type: str
    data: bytes
    keep_s: int | None
    everywhere: bool


@dataclass(frozen=True, slots=True)
class PictureGone:
    """A picture that may not be shown any more, or not to whoever asks."""

    words: Label
