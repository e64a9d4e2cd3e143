"""What the studio's test engine holds: a text, decisions, versions, campaigns in each state."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.api import (
    CampaignDetail,
    CampaignFigures,
    CampaignSummary,
    CouponView,
    DecisionRow,
    GrantView,
    Label,
    Money,
    Problem,
    Reason,
    StudioUser,
    VersionView,
)

NOW = datetime(2026, 6, 10, 4, 0, 0, tzinfo=UTC)
STARTS = datetime(2026, 5, 31, 16, 0, 0, tzinfo=UTC)  # midnight in Beijing
PASSWORD = "open the cap"
WRONG = Label("E-mail and password do not fit.", "邮箱或密码不正确。")
USERS = (
    StudioUser(1, "drinks", Label("Clearwater Drinks", "清泉饮料"), "ling@example.com", "Ling", "author"),
    StudioUser(2, "beer", Label("Old Bridge Beer", "老桥啤酒"), "bo@example.com", "Bo", "admin"),
    StudioUser(3, "drinks", Label("Clearwater Drinks", "清泉饮料"), "ana@example.com", "Ana", "analyst"),
    StudioUser(4, "drinks", Label("Clearwater Drinks", "清泉饮料"), "wen@example.com", "Wen", "service"),
    StudioUser(5, "drinks", Label("Clearwater Drinks", "清泉饮料"), "pu@example.com", "Pu", "plant"),
    StudioUser(6, "drinks", Label("Clearwater Drinks", "清泉饮料"), "yan@example.com", "Yan", "partner"),
    StudioUser(7, "drinks", Label("Clearwater Drinks", "清泉饮料"), "ada@example.com", "Ada", "admin"),
)
TEXT = """# New consumers get more than returning ones. 🎁
campaign "Summer under the cap"
  brand    "Clearwater Drinks"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   5,000.00 CNY, at most 500.00 CNY a day
  channel  sandbox_wallet

segment newcomer   consumer.claims is 0

on scan of 9521000100015
  when newcomer
    give red_packet 2.88 CNY
    give points 20
  otherwise
    give red_packet 0.88 CNY
  if spent
    give points 5

test "a first cap is welcomed"
  at 2026-06-02 09:00
  scan of 9521000100015 by consumer with claims 0
  expect red_packet 2.88 CNY
"""


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def utf16(text: str, index: int) -> int:
    return len(text[:index].encode("utf-16-le")) // 2


def problems(text: str) -> tuple[Problem, ...]:
    """`gvie` is an error with a fix, `hmm` a warning without one."""
    found = []
    for match in re.finditer("gvie|hmm", text):
        start = match.start()
        line = text.count("\n", 0, start) + 1
        error = match.group() == "gvie"
        found.append(
            Problem(
                code="BC0103" if error else "BC0901",
                severity="error" if error else "warning",
                message=Label("there is no word `gvie` here", "这里没有 `gvie` 这个词")
                if error
                else Label("nothing proves what this line does", "没有测试覆盖这一行"),
                help=Label("did you mean `give`?", "您是不是想写 `give`？") if error else Label("", ""),
                line=line,
                column=start - (text.rfind("\n", 0, start) + 1) + 1,
                start=utf16(text, start),
                end=utf16(text, match.end()),
                replacement="give" if error else None,
            )
        )
    return tuple(found)


def grant(number: int, reward: str, state: str = "paid", **what: object) -> GrantView:
    titles = {
        "red_packet": Label("2.88 yuan red packet", "2.88 元红包"),
        "points": Label("20 points", "20 积分"),
        "coupon": Label("5 yuan off", "立减5元"),
    }
    return GrantView(number, reward, titles[reward], "consumer", 7, state, NOW, line=12, **what)  # type: ignore[arg-type] # test data


def coupon() -> CouponView:
    return CouponView(
        1, "K7Q2M9XD", Label("5 yuan off", "立减5元"), Label("One a purchase.", "每单限用一张。"), yuan(500),
        yuan(1500), "stores", "open", NOW, NOW + timedelta(days=7), "drinks", "drinks",
    )  # fmt: skip


def decision(event_id: int) -> DecisionRow:
    """Every third is refused, in turn for each reason."""
    refused = event_id % 3 == 0
    reason = list(Reason)[event_id % len(Reason)] if refused else None
    gave = () if refused else (
        grant(event_id, "red_packet", "owed" if event_id % 2 else "paid", amount=yuan(288)),
        grant(event_id + 1, "points", "given", points=20),
    )  # fmt: skip
    words = (
        Label("today's packets are gone", "今日红包已发完")
        if refused
        else Label("2.88 yuan, 20 points", "2.88 元和 20 积分")
    )
    return DecisionRow(
        event_id, NOW - timedelta(minutes=1000 - event_id), "scan", "7K3Q-M9XD-2FA8-QX", "M8K2 40QX",
        "refused" if refused else "granted", reason, words, gave, 12,
    )  # fmt: skip


def version(number: int, text: str, secret: str | None = None) -> VersionView:
    return VersionView(
        number, number, f"{number:x}4c1f9e7ab02d3358" * 4, text, NOW - timedelta(days=10 - number), "Ling",
        f"{number:x}b7d2" * 12, secret,
    )  # fmt: skip


FIGURES = CampaignFigures(
    scans=18_204, claims=1_402, refusals=391, redemptions=212, granted=yuan(431_088), owed=yuan(12_096),
    paid=yuan(418_128), reversed=yuan(864), budget=yuan(500_000), used=yuan(430_224), used_today=yuan(12_096),
    daily=yuan(50_000), points=28_040, coupons=640,
)  # fmt: skip


def campaigns() -> dict[tuple[str, int], CampaignDetail]:
    """One campaign of brand `drinks` in each state."""
    older, newer = TEXT.replace("2.88", "1.88"), TEXT.replace("points 20", "points 30")
    wrong = TEXT.replace("give points 5", "gvie points 5 hmm")
    rows = (
        (1, "summer-caps", "Summer under the cap", "live", FIGURES, newer, (older, TEXT)),
        (
            2,
            "mid-autumn",
            "中秋开盖有礼",
            "scheduled",
            CampaignFigures(budget=yuan(2_000_000)),
            TEXT,
            (TEXT,),
        ),
        (3, "carton-rush", "Carton rush", "paused", replace(FIGURES, used=yuan(500_000)), TEXT, (TEXT,)),
        (4, "new-year", "New year draw", "draft", CampaignFigures(), wrong, ()),
        (5, "spring", "Spring festival", "ended", FIGURES, TEXT, (TEXT,)),
        (6, "raffle", "Raffle week", "blocked", CampaignFigures(points=40, scans=9, claims=2), TEXT, (TEXT,)),
    )
    return {("drinks", row[0]): _campaign(*row) for row in rows}


def _campaign(
    number: int,
    slug: str,
    title: str,
    state: str,
    figures: CampaignFigures,
    draft: str,
    texts: tuple[str, ...],
) -> CampaignDetail:
    secret = "5ec7e7" if state == "ended" else None
    versions = tuple(version(n, text, secret) for n, text in enumerate(texts, 1))
    summary = CampaignSummary(
        id=number,
        slug=slug,
        title=Label(title, title),
        state=state,
        version=len(versions) or None,
        version_hash=versions[-1].hash if versions else None,
        draft_changed=not versions or draft != versions[-1].text,
        starts=STARTS,
        ends=STARTS + timedelta(days=30),
        figures=figures,
    )
    return CampaignDetail(
        summary, draft, 3, problems(draft), versions, "bottlecap-raffle" if state == "blocked" else ""
    )
