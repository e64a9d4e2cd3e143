"""The published forms of what marketers and plants work with: campaigns, versions, decisions, batches."""

from __future__ import annotations

from typing import Final

from studio.api.records import MONEY, WORDS, ListOf, Nullable
from studio.api.schemas import Choice, Flag, Identifier, Instant, Whole
from studio.api.shapes import COUNT, GRANT, MAYBE_INSTANT, MAYBE_MONEY, TEXT, items, shape

PROBLEM_VIEW: Final = shape(
    "Diagnostic",
    "One diagnostic of a campaign text. `start` and `end` count UTF-16 units from 0, lines count from 1. "
    "`where` names the shared text in which it stands, empty for the text itself.",
    "活动文本中的一处问题；start 与 end 为从 0 起的 UTF-16 码元偏移，行号从 1 起；where 为所在共享文本的名称，空表示文本自身。",
    code=TEXT,
    severity=Choice(("error", "warning")),
    message=WORDS,
    help=WORDS,
    line=COUNT,
    column=COUNT,
    start=COUNT,
    end=COUNT,
    replacement=Nullable(TEXT),
    where=TEXT,
)
TEST_RESULT: Final = shape(
    "TestResult",
    "How one test of a campaign text came out.",
    "活动文本中一项测试的结果。",
    name=TEXT,
    passed=Flag(),
    line=COUNT,
    message=WORDS,
    because=ListOf(WORDS),
)
CHECKED_TEXT: Final = shape(
    "CheckedText",
    "Every problem of a text; its tests run when it has no error.",
    "文本的全部问题；没有错误时运行其中的测试。",
    problems=ListOf(PROBLEM_VIEW),
    tests=ListOf(TEST_RESULT),
)
FIGURES: Final = shape(
    "CampaignFigures",
    "Live figures of a campaign.",
    "活动的实时数据。",
    scans=COUNT,
    claims=COUNT,
    refusals=COUNT,
    redemptions=COUNT,
    granted=MAYBE_MONEY,
    locked=MAYBE_MONEY,
    owed=MAYBE_MONEY,
    paid=MAYBE_MONEY,
    reversed=MAYBE_MONEY,
    budget=MAYBE_MONEY,
    used=MAYBE_MONEY,
    used_today=MAYBE_MONEY,
    daily=MAYBE_MONEY,
    points=Whole(),
    coupons=COUNT,
    held=MAYBE_MONEY,
)
CAMPAIGN_SUMMARY: Final = shape(
    "CampaignSummary",
    "A campaign in the list.",
    "列表中的活动。",
    id=Identifier(),
    slug=TEXT,
    title=WORDS,
    state=TEXT,
    version=Nullable(COUNT),
    version_hash=Nullable(TEXT),
    draft_changed=Flag(),
    starts=MAYBE_INSTANT,
    ends=MAYBE_INSTANT,
    figures=FIGURES,
)
VERSION: Final = shape(
    "Version",
    "A published version. `secret` stays null until the campaign has ended; its hash is public at once.",
    "已发布的版本；secret 在活动结束前为 null，其哈希发布时即公开。",
    id=Identifier(),
    number=COUNT,
    hash=TEXT,
    text=TEXT,
    published_at=Instant(),
    published_by=TEXT,
    author=TEXT,
    secret_hash=TEXT,
    secret=Nullable(TEXT),
)
DISCLOSED: Final = shape(
    "DisclosedVersion",
    "What anybody needs to recompute the draws of a version: `hash` is SHA-256 of vocabulary, line feed and text; "
    "`secret_hash` is SHA-256 of the secret.",
    "复算某版本抽奖所需的公开数据：hash 为词汇版本、换行与文本的 SHA-256；secret_hash 为密钥的 SHA-256。",
    number=COUNT,
    published_at=Instant(),
    vocabulary=TEXT,
    text=TEXT,
    hash=TEXT,
    secret_hash=TEXT,
    secret=TEXT,
)
DISCLOSURE: Final = shape(
    "Disclosure",
    "The secrets of a campaign that has ended, version by version; `bottlecap verify` reads this.",
    "已结束活动各版本的密钥；bottlecap verify 可读取此内容。",
    campaign_id=Identifier(),
    slug=TEXT,
    title=WORDS,
    versions=ListOf(DISCLOSED),
)
WINNER: Final = shape(
    "Winner",
    "A winner of a prize above the market's threshold, masked.",
    "市场规定金额以上奖品的中奖者（已脱敏）。",
    prize=WORDS,
    day=TEXT,
    member=TEXT,
)
WINNERS: Final = shape(
    "Winners",
    "The latest winners of a campaign, newest first; prizes taken back have left the list.",
    "活动最近的中奖者，新的在前；已冲回的奖品不再列出。",
    items=ListOf(WINNER),
)
CAMPAIGN: Final = shape(
    "Campaign",
    "A campaign with its draft, versions and problems.",
    "活动及其草稿、版本与问题。",
    summary=CAMPAIGN_SUMMARY,
    draft=TEXT,
    draft_revision=COUNT,
    problems=ListOf(PROBLEM_VIEW),
    versions=ListOf(VERSION),
    blocked_by=TEXT,
)
DRAFT_SAVED: Final = shape(
    "DraftSaved",
    "The draft was stored; send `revision` with the next change.",
    "草稿已保存；下次修改时请带上 revision。",
    revision=COUNT,
    problems=ListOf(PROBLEM_VIEW),
)
GROUP: Final = shape(
    "ExperimentGroup",
    "A group of an experiment. Whoever claimed a second printed code has bought again; shares are per thousand, `lift` "
    "is in tenths of a percentage point above the holdout, null where there is nothing to compare. Redeemers chose "
    "themselves: their share is no lift.",
    "实验的一个组。第二次扫印刷码领取即视为复购；占比为千分比，lift 为高出对照组的百分点（以十分之一计），无可比时为 null。"
    "核销者是自行选择的，其占比不能当作提升。",
    name=TEXT,
    share_hundredths=COUNT,
    holdout=Flag(),
    persons=COUNT,
    claims=COUNT,
    bought_again=COUNT,
    bought_again_permille=Nullable(COUNT),
    lift_tenths=Nullable(Whole()),
    redemptions=COUNT,
    redeemers=COUNT,
    redeemers_bought_again=COUNT,
    redeemers_bought_again_permille=Nullable(COUNT),
    cost=ListOf(MONEY),
)
EXPERIMENT: Final = shape(
    "Experiment",
    "An experiment's groups, of persons with claims; `left_out` joined accounts of different groups.",
    "实验各组中有领取的用户；left_out 为合并了不同组账号的人数。",
    name=TEXT,
    groups=ListOf(GROUP),
    left_out=COUNT,
)
BLOCK_BUDGET: Final = shape(
    "BlockBudget",
    "The budget of one block of the live version: its first line as written, and where the budget stands.",
    "已发布版本中某个区块的预算：区块首行原文及预算所在行。",
    block=TEXT,
    line=COUNT,
    total=MONEY,
    used=MONEY,
    daily=MAYBE_MONEY,
    used_today=MAYBE_MONEY,
)
SHARED_TEXT: Final = shape(
    "SharedText",
    "A version of a text that campaigns share; send `number` as `revision` with the next change.",
    "活动共用文本的一个版本；下次修改时请以 number 作为 revision。",
    name=TEXT,
    number=COUNT,
    text=TEXT,
    saved_by=TEXT,
    saved_at=Instant(),
)
CONSEQUENCE: Final = shape(
    "Consequence",
    "One thing that changes for consumers: for better or worse, or neither.",
    "对消费者而言的一处变化：变好、变差或两者皆非。",
    verdict=Choice(("better", "worse", "neutral")),
    what=WORDS,
    event=WORDS,
    who=WORDS,
)
AFFECTED_DRAFT: Final = shape(
    "AffectedDraft",
    "A campaign whose draft uses a shared text: what is wrong with it then, and what changes. "
    "`changes` is null where the draft has errors before or after.",
    "草稿使用某共享文本的活动：届时的问题与变化；草稿前后有错误时 changes 为 null。",
    campaign_id=Identifier(),
    slug=TEXT,
    title=WORDS,
    problems=ListOf(PROBLEM_VIEW),
    changes=Nullable(ListOf(CONSEQUENCE)),
)
SHARED_TEXT_IN_FULL: Final = shape(
    "SharedTextInFull",
    "A shared text with every version, newest first, and the campaigns whose drafts use it.",
    "共享文本及其全部版本（最新在前），以及草稿使用它的活动。",
    name=TEXT,
    number=COUNT,
    text=TEXT,
    saved_by=TEXT,
    saved_at=Instant(),
    versions=ListOf(SHARED_TEXT),
    used_by=ListOf(AFFECTED_DRAFT),
)
DECISION: Final = shape(
    "Decision",
    "One scan's result: a claim with its grants, or a refusal.",
    "一次扫码的结果：领取及所得，或被拒原因。",
    event_id=Identifier(),
    at=Instant(),
    kind=TEXT,
    code=TEXT,
    consumer=TEXT,
    outcome=Choice(("granted", "refused")),
    reason=Nullable(TEXT),
    words=WORDS,
    grants=ListOf(GRANT),
    line=COUNT,
)
FACT: Final = shape("Fact", "A fact the rules read.", "规则读取的一项事实。", name=TEXT, value=TEXT)
WHY: Final = shape(
    "Why",
    "A decision explained by replaying it: the facts, the steps in order and the lines that matched.",
    "重放后对判定的解释：事实、依次的步骤与命中的行。",
    decision=DECISION,
    version=COUNT,
    version_hash=TEXT,
    facts=ListOf(FACT),
    steps=ListOf(WORDS),
    lines=ListOf(COUNT),
    text=TEXT,
)
BATCH: Final = shape(
    "Batch",
    "A batch of codes.",
    "一批码。",
    id=Identifier(),
    name=TEXT,
    gtin=TEXT,
    kind=TEXT,
    size=COUNT,
    created_at=Instant(),
    active=COUNT,
    claimed=COUNT,
    early=COUNT,
)
RANGE_CHANGE: Final = shape(
    "RangeChange",
    "One change to a range of a batch; `first` and `last` are both included.",
    "对批次某一号段的一次变更；首尾序号均包含在内。",
    first=COUNT,
    last=COUNT,
    aspect=TEXT,
    value=TEXT,
    effective_at=Instant(),
    recorded_at=Instant(),
    by=TEXT,
)
HANDOVER: Final = shape(
    "Handover",
    "Codes that left: as a text for the printer in one of its forms, or as a sheet of symbols.",
    "取走的码：某种形式的印刷文本，或二维码样张。",
    first=COUNT,
    last=COUNT,
    form=TEXT,
    at=Instant(),
    by=TEXT,
)
MOVE: Final = shape(
    "Move",
    "So many codes whose `aspect` goes from one value to another; null is no value.",
    "若干个码的某一项由一个值变为另一个值；null 表示没有值。",
    aspect=TEXT,
    before=Nullable(TEXT),
    after=Nullable(TEXT),
    codes=COUNT,
)
BULK_OUTCOME: Final = shape(
    "BulkOutcome",
    "What a table of changes changes once its last line is in effect, at `at`; codes that keep their value are left out.",
    "批量变更全部生效时（at）的结果；值不变的码不计。",
    lines=COUNT,
    at=Instant(),
    moves=ListOf(MOVE),
)
CAMPAIGNS: Final = items(CAMPAIGN_SUMMARY, "The brand's campaigns.", "品牌的活动。")
SHARED_TEXTS: Final = items(
    SHARED_TEXT, "The newest version of each, by name.", "各共享文本的最新版本，按名称。"
)
AFFECTED_DRAFTS: Final = items(AFFECTED_DRAFT, "The campaigns whose drafts use it.", "草稿使用它的活动。")
EXPERIMENTS: Final = items(EXPERIMENT, "The experiments of the live version.", "已发布版本中的实验。")
BLOCK_BUDGETS: Final = items(
    BLOCK_BUDGET, "The budgets of blocks, in the order of the text.", "各区块预算，按文本顺序。"
)
BATCHES: Final = items(BATCH, "The brand's batches.", "品牌的码批次。")
RANGE_CHANGES: Final = items(RANGE_CHANGE, "Every change, in the order recorded.", "按登记顺序的全部变更。")
HANDOVERS: Final = items(HANDOVER, "The newest thousand, newest first.", "最近一千条，最新的在前。")
DECISIONS: Final = items(
    DECISION,
    "Newest first; give `next_before` as `before` for the following ones.",
    "最新的在前；将 next_before 作为 before 传入可取后续内容。",
    next_before=Nullable(Identifier()),
)
