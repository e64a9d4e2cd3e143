"""What the studio's pages show: frozen values, figures still typed, so that page and `.json` twin agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.api import (
    CampaignFigures,
    Change,
    DecisionRow,
    ExperimentFigures,
    Label,
    Money,
    Problem,
    Section,
    SharedText,
    StuckPayout,
    insights,
)
from studio.composer.block_views import BlocksView
from studio.composer.changes import Comparison
from studio.composer.colours import TextLine
from studio.composer.recipes import Chapter, Question, Recipe


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of a budget is used. `share` is used per thousand, 0 to 1000; `tone`: calm, near, spent."""

    used: Money
    total: Money
    left: Money
    share: int
    tone: str


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign as it stands in the list and at the head of its own pages."""

    id: int
    slug: str
    title: Label
    state: str
    version: int | None
    hash: str | None
    draft_changed: bool
    starts: datetime | None
    ends: datetime | None
    figures: CampaignFigures
    budget: Gauge | None


@dataclass(frozen=True, slots=True)
class StateCount:
    """A filter of the list: a state (empty for all), how many campaigns it holds, and its address."""

    state: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class CampaignList:
    """The first page of the studio."""

    campaigns: tuple[CampaignLine, ...]
    filters: tuple[StateCount, ...]
    state: str
    query: str
    total: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version in the history, without its text."""

    number: int
    hash: str
    short: str
    published_at: datetime
    published_by: str
    author: str
    secret_hash: str
    secret: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class BlockLine:
    """The budget of one block: its first line as written, where the budget stands, and how much is used."""

    block: str
    line: int
    whole: Gauge | None
    today: Gauge | None


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """One campaign: figures, gauges and a page of results. `older` is the event to page on from."""

    campaign: CampaignLine
    today: Gauge | None
    actions: tuple[str, ...]
    blocked_by: str
    problems: int
    outcome: str
    decisions: tuple[DecisionRow, ...]
    older: int | None
    before: int | None
    blocks: tuple[BlockLine, ...]
    experiments: tuple[ExperimentFigures, ...]


@dataclass(frozen=True, slots=True)
class CampaignHistory:
    """Every published version, newest first, and the one being read."""

    campaign: CampaignLine
    actions: tuple[str, ...]
    versions: tuple[VersionLine, ...]
    shown: VersionLine | None
    lines: tuple[TextLine, ...]
    changes: Comparison | None
    against: int | None


@dataclass(frozen=True, slots=True)
class WhyScreen:
    """One decision, replayed, told by one of the `voices`. No campaign: none has ruled it. `person`: whose page led here.

    `named` are the facts in words. `blocks` are the rules with what held alight: of the version in force then, or of the one
    that `on` names among `numbers`, or of the draft.
    """

    campaign: CampaignLine | None
    voice: str
    voices: tuple[str, ...]
    person: int | None
    row: DecisionRow
    version: int
    hash: str
    short: str
    facts: tuple[tuple[str, str], ...]
    named: tuple[tuple[str, Label, Label], ...]
    steps: tuple[Label, ...]
    matched: tuple[int, ...]
    lines: tuple[TextLine, ...]
    blocks: BlocksView | None
    on: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TestLine:
    """A test of the campaign text, whether it holds, and if not, why."""

    __test__ = False

    name: str
    passed: bool
    line: int
    message: Label
    because: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Editor:
    """The text with everything the editor needs to start, also without script.

    `conflict` compares somebody else's newer text with the one in the form, which is then not saved yet.
    `line` is where the caret should go. `tests` is None until somebody asks for them. `published` is the text
    in force, None before the first version.
    """

    campaign: CampaignLine
    actions: tuple[str, ...]
    text: str
    revision: int
    problems: tuple[Problem, ...]
    errors: int
    tests: tuple[TestLine, ...] | None
    saved: bool
    conflict: Comparison | None
    fault: Label | None
    line: int | None
    published: str | None


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A shared text in the list."""

    name: str
    url: str
    number: int
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SharedList:
    """The brand's shared texts, and what is wrong with the name in the form for a new one."""

    texts: tuple[SharedLine, ...]
    name: str
    fault: Label | None


@dataclass(frozen=True, slots=True)
class DraftEffect:
    """What a shared text does to a draft that uses it. `changes` is None where the draft has errors."""

    campaign_id: int
    title: Label
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True)
class SharedEditor:
    """A shared text open for editing, its versions, and the campaigns whose drafts use it.

    `affected` is of the text shown; `tried` tells that it is not stored yet. `shown` is an earlier version being
    read, `changes` what it changed in the one before.
    """

    name: str
    url: str
    text: str
    revision: int
    problems: tuple[Problem, ...]
    errors: int
    saved: bool
    conflict: Comparison | None
    fault: Label | None
    line: int | None
    versions: tuple[SharedText, ...]
    affected: tuple[DraftEffect, ...]
    tried: bool
    shown: int | None
    changes: Comparison | None


@dataclass(frozen=True, slots=True)
class PublishReview:
    """What pressing publish would do. `reasons` stand in the way besides problems and failing tests.

    `name` is the hash that the version will be named by, `exposure` the most that the text may spend, by currency.
    """

    campaign: CampaignLine
    revision: int
    name: str
    next_version: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    tests: tuple[TestLine, ...]
    failed: int
    exposure: tuple[Money, ...]
    comparison: Comparison
    reasons: tuple[Label, ...]
    changed_meanwhile: bool
    ready: bool
    shadow: insights.ShadowRun | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question before a step that consumers will notice: pause, resume or end."""

    campaign: CampaignLine
    action: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something to look at now. `kind` is its sentence, `tone` bad, warn or info; with the campaign or a number."""

    kind: str
    tone: str
    title: Label | None
    url: str
    count: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The first page. `total` is the number of campaigns in any state."""

    needs: tuple[Need, ...]
    live: tuple[CampaignLine, ...]
    stuck: tuple[StuckPayout, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SimulationPage:
    """What to simulate, and the figures once that is asked for. `live`: there is a version to compare the draft with."""

    campaign: CampaignLine
    actions: tuple[str, ...]
    scans: int
    seeds: int
    seed: int
    days: int | None
    population: str
    against: bool
    live: bool
    sections: tuple[Section, ...] | None
    fault: Label | None


@dataclass(frozen=True, slots=True)
class Gallery:
    """Every recipe, by chapter."""

    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A recipe's questions and what their answers do. `fault_field` names the field that `fault` speaks of, else empty.

    `products` are the brand's, by GTIN-14.
    """

    recipe: Recipe
    questions: tuple[Question, ...]
    title: str
    slug: str
    products: tuple[tuple[str, Label], ...]
    plan: BlocksView
    fault_field: str
    fault: Label | None


@dataclass(frozen=True, slots=True)
class Provided:
    """One word that a plugin adds. `kind`: reward, channel, alliance, theme, fact."""

    kind: str
    code: str
    label: Label
    help: Label


@dataclass(frozen=True, slots=True)
class PluginLine:
    """An installed plugin. `origin` is its distribution, `built-in` for ours."""

    name: str
    origin: str
    version: str
    provides: tuple[Provided, ...]


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A plugin that could not be loaded, and what its author should mend."""

    name: str
    mend: str


@dataclass(frozen=True, slots=True)
class Plugins:
    """What this installation can do."""

    plugins: tuple[PluginLine, ...]
    failures: tuple[PluginFailure, ...]
