"""From the engine's answers to the studio's views. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from engine.api import (
    BlockBudget,
    CampaignDetail,
    CampaignSummary,
    DecisionRow,
    ExperimentFigures,
    Label,
    Money,
    Problem,
    VersionView,
    Why,
)
from studio.composer.block_views import BlocksView
from studio.composer.changes import compare
from studio.composer.colours import coloured
from studio.composer.sharing import here
from studio.composer.views import (
    BlockLine,
    CampaignHistory,
    CampaignLine,
    CampaignList,
    CampaignResults,
    Editor,
    Gauge,
    PublishReview,
    StateCount,
    TestLine,
    VersionLine,
    WhyScreen,
)

#: The order in which states matter to somebody who opens the studio in the morning.
STATES: Final = ("live", "blocked", "scheduled", "paused", "draft", "ended")
#: What may be done with a campaign in each state.
ACTIONS: Final = {
    "live": ("pause", "end"),
    "scheduled": ("pause", "end"),
    "blocked": ("end",),
    "paused": ("resume", "end"),
}
#: A budget is called near its end from this share on, per thousand.
NEAR: Final = 850
SHORT: Final = 12


def gauge(used: Money | None, total: Money | None) -> Gauge | None:
    """A budget with what is used of it; None for a campaign without one."""
    if total is None or total.minor <= 0:
        return None
    used = used or Money(0, total.currency)
    share = min(1000, max(0, used.minor * 1000 // total.minor))
    tone = "spent" if used.minor >= total.minor else "near" if share >= NEAR else "calm"
    return Gauge(used, total, total - used, share, tone)


def campaign_line(summary: CampaignSummary) -> CampaignLine:
    """A campaign's row."""
    figures = summary.figures
    return CampaignLine(
        id=summary.id,
        slug=summary.slug,
        title=summary.title,
        state=summary.state,
        version=summary.version,
        hash=summary.version_hash[:SHORT] if summary.version_hash else None,
        draft_changed=summary.draft_changed,
        starts=summary.starts,
        ends=summary.ends,
        figures=figures,
        budget=gauge(figures.used, figures.budget),
    )


def campaign_list(summaries: tuple[CampaignSummary, ...], state: str, query: str) -> CampaignList:
    """The campaigns of one state (all when empty) whose title or slug holds every word of `query`."""
    words = query.casefold().split()
    found = [
        s
        for s in summaries
        if all(word in f"{s.title.en} {s.title.zh} {s.slug}".casefold() for word in words)
    ]
    held = {name: sum(s.state == name for s in found) for name in STATES}
    counts = [StateCount("", len(found), not state, _list_url("", query))]
    counts += [StateCount(name, n, name == state, _list_url(name, query)) for name, n in held.items() if n]
    shown = [s for s in found if not state or s.state == state]
    shown.sort(key=lambda s: (STATES.index(s.state) if s.state in STATES else len(STATES), -s.id))
    return CampaignList(tuple(map(campaign_line, shown)), tuple(counts), state, query, len(summaries))


def _list_url(state: str, query: str) -> str:
    asked = {name: value for name, value in (("state", state), ("q", query)) if value}
    return f"/studio/campaigns?{urlencode(asked)}" if asked else "/studio/campaigns"


def results(
    detail: CampaignDetail,
    decisions: tuple[DecisionRow, ...],
    outcome: str,
    before: int | None,
    size: int,
    *,
    blocks: tuple[BlockBudget, ...] = (),
    experiments: tuple[ExperimentFigures, ...] = (),
) -> CampaignResults:
    """One page of results. A row more than `size` in `decisions` says that there are older ones."""
    figures, shown = detail.summary.figures, decisions[:size]
    return CampaignResults(
        campaign=campaign_line(detail.summary),
        today=gauge(figures.used_today, figures.daily),
        actions=ACTIONS.get(detail.summary.state, ()),
        blocked_by=detail.blocked_by,
        problems=sum(p.severity == "error" for p in detail.problems),
        outcome=outcome,
        decisions=shown,
        older=shown[-1].event_id if len(decisions) > size else None,
        before=before,
        blocks=tuple(
            BlockLine(one.block, one.line, gauge(one.used, one.total), gauge(one.used_today, one.daily))
            for one in blocks
        ),
        experiments=experiments,
    )


def version_line(version: VersionView, current: int | None) -> VersionLine:
    """A version without its text."""
    return VersionLine(
        number=version.number,
        hash=version.hash,
        short=version.hash[:SHORT],
        published_at=version.published_at,
        published_by=version.published_by,
        author=version.author,
        secret_hash=version.secret_hash,
        secret=version.secret,
        current=version.number == current,
    )


def history(detail: CampaignDetail, number: int | None) -> CampaignHistory | None:
    """The history with version `number` opened against the one before; None when there is no such version."""
    versions = sorted(detail.versions, key=lambda version: -version.number)
    texts = {version.number: version.text for version in versions}
    if number is not None and number not in texts:
        return None
    lines = tuple(version_line(version, detail.summary.version) for version in versions)
    against = max((n for n in texts if number is not None and n < number), default=None)
    return CampaignHistory(
        campaign=campaign_line(detail.summary),
        actions=ACTIONS.get(detail.summary.state, ()),
        versions=lines,
        shown=next((line for line in lines if line.number == number), None),
        lines=coloured(texts[number]) if number is not None else (),
        changes=compare(texts[against], texts[number])
        if number is not None and against is not None
        else None,
        against=against,
    )


def why(
    detail: CampaignDetail | None,
    whole: Why,
    told: Why,
    voice: str,
    voices: tuple[str, ...],
    person: int | None,
    blocks: BlocksView | None,
    on: str,
) -> WhyScreen:
    """A decision as one voice tells it, with the campaign text it was made by, the matched lines marked."""
    return WhyScreen(
        campaign=campaign_line(detail.summary) if detail else None,
        voice=voice,
        voices=voices,
        person=person,
        row=whole.row,
        version=whole.version,
        hash=whole.version_hash,
        short=whole.version_hash[:SHORT],
        facts=whole.facts,
        named=whole.named,
        steps=told.steps,
        matched=whole.lines,
        lines=coloured(whole.text, whole.lines),
        blocks=blocks,
        on=on,
        numbers=tuple(sorted(one.number for one in detail.versions)) if detail else (),
    )


def publish_review(
    detail: CampaignDetail,
    text: str,
    tests: tuple[TestLine, ...],
    exposure: tuple[Money, ...],
    name: str,
    *,
    reasons: tuple[Label, ...] = (),
    changed: bool = False,
) -> PublishReview:
    """Everything to be weighed before publishing the draft, whose `text` has the shared texts behind it."""
    versions = sorted(detail.versions, key=lambda version: version.number)
    live_text = versions[-1].text if versions else ""
    problems = here(detail.problems)
    errors = tuple(p for p in problems if p.severity == "error")
    failed = sum(not test.passed for test in tests)
    same = bool(versions) and live_text == text
    return PublishReview(
        campaign=campaign_line(detail.summary),
        revision=detail.draft_revision,
        name=name,
        next_version=versions[-1].number + 1 if versions else 1,
        problems=errors,
        warnings=tuple(p for p in problems if p.severity == "warning"),
        tests=tests,
        failed=failed,
        exposure=exposure,
        comparison=compare(live_text, text),
        reasons=reasons,
        changed_meanwhile=changed,
        ready=not errors and not failed and not same and not reasons and detail.summary.state != "ended",
    )


def editor(
    detail: CampaignDetail,
    *,
    tests: tuple[TestLine, ...] | None = None,
    saved: bool = False,
    fault: Label | None = None,
    line: int | None = None,
) -> Editor:
    """The stored draft, open for editing."""
    newest = max(detail.versions, key=lambda version: version.number, default=None)
    return Editor(
        campaign=campaign_line(detail.summary),
        actions=ACTIONS.get(detail.summary.state, ()),
        text=detail.draft,
        revision=detail.draft_revision,
        problems=tuple(sorted(here(detail.problems), key=problem_order)),
        errors=sum(p.severity == "error" for p in detail.problems),
        tests=tests,
        saved=saved,
        conflict=None,
        fault=fault,
        line=line,
        published=newest.text if newest else None,
    )


def conflicting(stored: Editor, mine: str, problems: tuple[Problem, ...]) -> Editor:
    """The editor with a text that was not saved, because the stored one is newer; both are shown."""
    return replace(
        stored,
        text=mine,
        problems=tuple(sorted(problems, key=problem_order)),
        errors=sum(p.severity == "error" for p in problems),
        conflict=compare(stored.text, mine),
        saved=False,
    )


def problem_order(problem: Problem) -> tuple[bool, int]:
    """Errors first, then in reading order."""
    return problem.severity != "error", problem.start
