"""Campaigns: drafts, publication, pausing and ending."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from engine.api import DraftConflict, Invalid, Label, NotPublishable
from studio.api import experiment_presenters, presenters, problem_kinds, public_presenters
from studio.api.campaign_shapes import (
    BLOCK_BUDGETS,
    CAMPAIGN,
    CAMPAIGN_SUMMARY,
    CAMPAIGNS,
    DISCLOSURE,
    DRAFT_SAVED,
    EXPERIMENTS,
    VERSION,
    WINNERS,
)
from studio.api.operation import (
    CAMPAIGN_BODY_BYTES_MAX,
    NO_PARAMS,
    Answer,
    Call,
    Nothing,
    Operation,
    Param,
    Params,
    Reply,
)
from studio.api.problem import BASE_PATH, Problem
from studio.api.records import Record
from studio.api.schemas import Identifier, Text, Whole
from studio.api.shapes import CREATED

#: Who a change through the API is booked under in a campaign's history.
BY: Final = "api"
CAMPAIGN_TEXT: Final = Text(262_144, least=0, lines=True)
SLUG: Final = Text(
    64,
    pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*",
    like=Label("lower-case letters and digits, joined by -", "小写字母与数字，以 - 连接"),
    example="open-the-cap",
)


@dataclass(frozen=True, slots=True)
class CampaignBody:
    """A new campaign: a short name of its own and its text."""

    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftBody:
    """A changed draft. `revision` is the one that the change began from."""

    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class OfCampaign:
    """A path that names one campaign."""

    id: int


CAMPAIGN_ID: Final = Param(Identifier(), Label("The campaign.", "活动编号。"))
OF_CAMPAIGN: Final = Params(OfCampaign, path={"id": CAMPAIGN_ID})


async def list_campaigns(call: Call[Nothing, Nothing]) -> Answer:
    """All campaigns with live figures."""
    summaries = await call.engine.campaigns.all(call.brand)
    return Reply({"items": [presenters.campaign_summary(view) for view in summaries]})


async def create_campaign(call: Call[Nothing, CampaignBody]) -> Answer:
    """A new draft; its text may still be wrong or empty."""
    campaign_id = await call.engine.campaigns.create(call.brand, call.body.slug, call.body.text, BY)
    return Reply({"id": str(campaign_id)}, 201, {"Location": f"{BASE_PATH}/campaigns/{campaign_id}"})


async def show_campaign(call: Call[OfCampaign, Nothing]) -> Answer:
    """One campaign in full."""
    return Reply(presenters.campaign(await call.engine.campaigns.detail(call.brand, call.params.id)))


async def save_draft(call: Call[OfCampaign, DraftBody]) -> Answer:
    """Store the draft unless somebody else did since `revision`. What is live is not touched."""
    saved = await call.engine.campaigns.save_draft(
        call.brand, call.params.id, call.body.text, call.body.revision, BY
    )
    if isinstance(saved, DraftConflict):
        detail = Label(
            "Nothing was overwritten. Join your change with `conflict.text`, "
            "then send it with `conflict.revision`.",
            "未覆盖任何内容。请将您的修改与 conflict.text 合并，并以 conflict.revision 重新提交。",
        )
        conflict = {"revision": saved.revision, "text": saved.text}
        return Problem(problem_kinds.DRAFT_CONFLICT, detail, more={"conflict": conflict})
    problems = [presenters.problem(problem) for problem in saved.problems]
    return Reply({"revision": saved.revision, "problems": problems})


async def publish(call: Call[OfCampaign, Nothing]) -> Answer:
    """Make the draft the live version, or say every reason why not."""
    outcome = await call.engine.campaigns.publish(call.brand, call.params.id, BY)
    if isinstance(outcome, NotPublishable):
        return Problem(
            problem_kinds.NOT_PUBLISHABLE,
            Label(
                "See `problems` for places in the text and `reasons` for all else.",
                "文本中的问题见 problems，其他原因见 reasons。",
            ),
            more={
                "problems": [presenters.problem(problem) for problem in outcome.problems],
                "reasons": [presenters.words(reason) for reason in outcome.reasons],
            },
        )
    return Reply(presenters.version(outcome.version), 201)


async def show_experiments(call: Call[OfCampaign, Nothing]) -> Answer:
    """What the groups did."""
    found = await call.engine.campaigns.experiments(call.brand, call.params.id)
    return Reply({"items": [experiment_presenters.experiment(one) for one in found]})


async def show_block_budgets(call: Call[OfCampaign, Nothing]) -> Answer:
    """What is used of each."""
    found = await call.engine.campaigns.block_budgets(call.brand, call.params.id)
    return Reply({"items": [experiment_presenters.block_budget(one) for one in found]})


async def disclose(call: Call[OfCampaign, Nothing]) -> Answer:
    """What proves the draws, once the campaign has ended."""
    try:
        told = await call.engine.campaigns.disclosure(call.brand, call.params.id)
    except Invalid as error:
        return Problem(problem_kinds.WRONG_STATE, error.message)
    return Reply(public_presenters.disclosure(told))


async def winners(call: Call[OfCampaign, Nothing]) -> Answer:
    """The public list of winners, masked."""
    found = await call.engine.campaigns.winners(call.brand, call.params.id)
    return Reply({"items": [public_presenters.winner(one) for one in found]})


async def pause(call: Call[OfCampaign, Nothing]) -> Answer:
    """Stop new claims; coupons stay redeemable."""
    return await _switched(call, call.engine.campaigns.pause)


async def resume(call: Call[OfCampaign, Nothing]) -> Answer:
    """Allow claims again."""
    return await _switched(call, call.engine.campaigns.resume)


async def end(call: Call[OfCampaign, Nothing]) -> Answer:
    """End the campaign for good before its date."""
    return await _switched(call, call.engine.campaigns.end)


async def _switched(
    call: Call[OfCampaign, Nothing], switch: Callable[[str, int, str], Awaitable[None]]
) -> Answer:
    try:
        await switch(call.brand, call.params.id, BY)
    except Invalid as error:
        return Problem(problem_kinds.WRONG_STATE, error.message)
    detail = await call.engine.campaigns.detail(call.brand, call.params.id)
    return Reply(presenters.campaign_summary(detail.summary))


def _switch(path: str, name: str, summary: Label, run: Any) -> Operation[OfCampaign, Nothing]:
    return Operation(
        method="POST",
        path=f"/campaigns/{{id}}/{path}",
        name=name,
        tag="campaigns",
        summary=summary,
        run=run,
        params=OF_CAMPAIGN,
        answers={200: CAMPAIGN_SUMMARY},
        conflicts=(problem_kinds.WRONG_STATE.code,),
    )


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/campaigns",
        name="listCampaigns",
        tag="campaigns",
        summary=Label("List the campaigns with live figures", "列出活动及实时数据"),
        run=list_campaigns,
        params=NO_PARAMS,
        answers={200: CAMPAIGNS},
    ),
    Operation(
        method="POST",
        path="/campaigns",
        name="createCampaign",
        tag="campaigns",
        summary=Label("Create a campaign as a draft", "新建活动草稿"),
        run=create_campaign,
        params=NO_PARAMS,
        body=Record("CampaignRequest", CampaignBody, {"slug": SLUG, "text": CAMPAIGN_TEXT}),
        answers={201: CREATED},
        body_bytes_max=CAMPAIGN_BODY_BYTES_MAX,
    ),
    Operation(
        method="GET",
        path="/campaigns/{id}",
        name="showCampaign",
        tag="campaigns",
        summary=Label("See a campaign with draft and versions", "查看活动、草稿与版本"),
        run=show_campaign,
        params=OF_CAMPAIGN,
        answers={200: CAMPAIGN},
    ),
    Operation(
        method="PUT",
        path="/campaigns/{id}/draft",
        name="saveDraft",
        tag="campaigns",
        summary=Label("Save the draft, never overwriting another's change", "保存草稿，绝不覆盖他人的修改"),
        run=save_draft,
        params=OF_CAMPAIGN,
        body=Record("DraftRequest", DraftBody, {"text": CAMPAIGN_TEXT, "revision": Whole(0)}),
        answers={200: DRAFT_SAVED},
        conflicts=(problem_kinds.DRAFT_CONFLICT.code,),
        body_bytes_max=CAMPAIGN_BODY_BYTES_MAX,
    ),
    Operation(
        method="POST",
        path="/campaigns/{id}/publication",
        name="publishCampaign",
        tag="campaigns",
        summary=Label("Publish the draft as the next version", "将草稿发布为新版本"),
        run=publish,
        params=OF_CAMPAIGN,
        answers={201: VERSION},
        conflicts=(problem_kinds.NOT_PUBLISHABLE.code,),
    ),
    Operation(
        method="GET",
        path="/campaigns/{id}/experiments",
        name="showExperiments",
        tag="campaigns",
        summary=Label("Compare the groups of a campaign's experiments", "比较活动实验的各组"),
        run=show_experiments,
        params=OF_CAMPAIGN,
        answers={200: EXPERIMENTS},
    ),
    Operation(
        method="GET",
        path="/campaigns/{id}/block-budgets",
        name="showBlockBudgets",
        tag="campaigns",
        summary=Label("See what is used of the budgets of blocks", "查看各区块预算的使用情况"),
        run=show_block_budgets,
        params=OF_CAMPAIGN,
        answers={200: BLOCK_BUDGETS},
    ),
    Operation(
        method="GET",
        path="/campaigns/{id}/disclosure",
        name="discloseCampaign",
        tag="campaigns",
        summary=Label(
            "Get what proves the draws, once the campaign has ended", "活动结束后获取验证抽奖所需的数据"
        ),
        run=disclose,
        params=OF_CAMPAIGN,
        answers={200: DISCLOSURE},
        conflicts=(problem_kinds.WRONG_STATE.code,),
    ),
    Operation(
        method="GET",
        path="/campaigns/{id}/winners",
        name="listWinners",
        tag="campaigns",
        summary=Label(
            "List the winners of prizes above the market's threshold, masked, as the rules page does",
            "列出市场规定金额以上奖品的中奖者（已脱敏），与活动规则页一致",
        ),
        run=winners,
        params=OF_CAMPAIGN,
        answers={200: WINNERS},
    ),
    _switch("pause", "pauseCampaign", Label("Pause new claims", "暂停领取"), pause),
    _switch("resumption", "resumeCampaign", Label("Resume a paused campaign", "恢复已暂停的活动"), resume),
    _switch("end", "endCampaign", Label("End a campaign for good", "提前结束活动"), end),
)
