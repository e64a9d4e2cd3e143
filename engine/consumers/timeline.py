"""What happened to a person, newest first: each part is read by its own index, and all are merged by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from dsl.values import NO_WORDS, Label
from engine.campaigns.decided import Decided
from engine.clock import from_micros
from engine.consumers.views import Entry, Part
from engine.core import Core
from engine.fraud.holding import told
from engine.grants.views import grant_views
from engine.outbox.standings import standings
from engine.records import Claim, Consumer, Grant, Refused
from engine.storage.consumer_store import ConsumerStore
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore

_END: Final = 2**62
_SHARED: Final = Label("made a share link", "生成了分享链接")
_BROUGHT: Final = Label("brought a friend", "邀请来一位好友")
_BROUGHT_BY: Final = Label("came by a friend's invitation", "经好友邀请而来")
_ENROLLED: Final = Label("first seen: an account was made", "首次出现，建立账号")
_JOINED: Final = Label("another account of the same person began", "同一人的另一账号建立")
_KNOWN: Final = {
    "device": Label("known by one more device", "新增一台设备"),
    "mobile": Label("proved a mobile number", "验证了手机号"),
    "ref": Label("tied to a number of the brand's own", "绑定了品牌会员编号"),
    "account": Label("signed in with another service", "绑定了第三方账号"),
}
_REVIEWS: Final = {
    "waiting": Label("a claim is held for review", "一次领取待审核"),
    "noted": Label("a guard noted a claim", "风控记录了一次领取"),
    "released": Label("a held claim was released", "待审核的领取已放行"),
    "rejected": Label("a held claim was rejected", "待审核的领取被拒绝"),
    "lapsed": Label("a held claim ended undecided", "待审核的领取到期未处理"),
    "void": Label("a held claim ended with the account", "待审核的领取随账号注销而取消"),
}
#: What was done about a person, of which the timeline tells; looks are told elsewhere.
DONE: Final = {
    "held": Label("put on hold", "冻结了账号"),
    "released": Label("released", "解除了冻结"),
    "merged": Label("joined with another account", "与另一账号合并"),
    "exported": Label("data exported", "导出了个人资料"),
    "deleted": Label("deleted", "注销了账号"),
}


class Timeline:
    """Reads what happened to people."""

    def __init__(self, core: Core, store: ConsumerStore, rows: MemberStore, decided: Decided) -> None:
        self._core = core
        self._store = store
        self._rows = rows
        self._decided = decided

    async def of(
        self, person: Consumer, own: Sequence[int], part: Part | None, before: int | None, limit: int
    ) -> tuple[Entry, ...]:
        """A page of it: ids below `before`, of one part or of all."""
        brand, end = person.brand, before if before is not None else _END
        campaigns = await self._campaigns(brand)
        found: list[Entry] = []
        if part in (None, "scans"):
            found += await self._scans(brand, own, campaigns, end, limit)
        if part in (None, "rewards"):
            found += await self._rewards(brand, own, campaigns, end, limit)
        if part in (None, "redemptions"):
            found += [_redeemed(row) for row in await self._store.redemptions(brand, own, end, limit)]
        if part in (None, "friends"):
            found += await self._friends(brand, own, campaigns, end, limit)
        if part in (None, "account"):
            found += await self._account(person, own, campaigns)
        found = [one for one in found if one.id < end]
        return tuple(sorted(found, key=lambda one: -one.id)[:limit])

    async def _campaigns(self, brand: str) -> dict[int, Label]:
        """The title that each campaign has now."""
        state, now = await self._core.brand(brand), self._core.clock.now()
        programs = ((one.id, one.version_at(now).program) for one in state.campaigns)
        return {number: program.campaign.title for number, program in programs if program}

    async def _scans(
        self, brand: str, own: Sequence[int], campaigns: Mapping[int, Label], end: int, limit: int
    ) -> list[Entry]:
        events: list[Claim | Refused] = [
            *await self._store.claims(brand, own, end, limit),
            *await self._store.refusals(brand, own, end, limit),
        ]
        events = sorted(events, key=lambda one: -one.id)[:limit]
        rows = await self._decided.told(events)
        grants = await self._decided.grants_of(events)
        return [
            Entry(
                event.id, row.at, "claim" if isinstance(event, Claim) else "refusal", row.words,
                campaigns.get(event.campaign_id or 0, NO_WORDS), row, await self._standing(grants.get(event.id, [])),
            )
            for event, row in zip(events, rows, strict=True)
        ]  # fmt: skip

    async def _rewards(
        self, brand: str, own: Sequence[int], campaigns: Mapping[int, Label], end: int, limit: int
    ) -> list[Entry]:
        grants = await self._store.rewards(brand, own, end, limit)
        return [
            Entry(
                one.id, from_micros(one.at_us), "reward", Label(one.title_en, one.title_zh),
                campaigns.get(one.campaign_id, NO_WORDS), None, await self._standing([one]),
            )
            for one in grants
        ]  # fmt: skip

    async def _standing(self, grants: list[Grant]) -> tuple[Any, ...]:
        coupons = await self._rows.coupons_by_id(one.coupon_id for one in grants if one.coupon_id)
        views = grant_views(grants, coupons, self._core.clock.now())
        return await standings(OutboxStore(self._core.database), grants, views)

    async def _friends(
        self, brand: str, own: Sequence[int], campaigns: Mapping[int, Label], end: int, limit: int
    ) -> list[Entry]:
        brought, by = await self._store.referrals(brand, own, end, limit)
        shares = await self._store.shares(brand, list(campaigns), own, end)
        return [
            *(Entry(one.id, from_micros(one.at_us), "brought", _BROUGHT, campaigns.get(one.campaign_id, NO_WORDS))
              for one in brought),
            *(Entry(one.id, from_micros(one.at_us), "brought_by", _BROUGHT_BY, campaigns.get(one.campaign_id, NO_WORDS))
              for one in by),
            *(Entry(row["id"], from_micros(row["created_us"]), "share", _SHARED,
                    campaigns.get(row["campaign_id"], NO_WORDS)) for row in shares),
        ]  # fmt: skip

    async def _account(
        self, person: Consumer, own: Sequence[int], campaigns: Mapping[int, Label]
    ) -> list[Entry]:
        brand = person.brand
        found = [
            Entry(
                one.id, from_micros(one.created_us), "enrolled", _ENROLLED if one.id == own[0] else _JOINED, NO_WORDS
            )
            for one in await self._rows.accounts_of(person.id)
        ]  # fmt: skip
        found += _recognised(await self._store.identities(own), set(own))
        for row in await self._store.consents(own):
            words = (
                Label(f"agreed: {row['purpose']}", f"同意：{row['purpose']}")
                if row["given"]
                else Label(f"took consent back: {row['purpose']}", f"撤回同意：{row['purpose']}")
            )
            found.append(Entry(row["id"], from_micros(row["at_us"]), "consent", words, NO_WORDS))
        for wait in await self._store.reviews(brand, own):
            found.append(
                Entry(
                    wait.id, from_micros(wait.since_us), "review", _REVIEWS.get(wait.state, _REVIEWS["waiting"]),
                    campaigns.get(wait.campaign_id, NO_WORDS), by=str(told(wait).get("by", "")),
                )
            )  # fmt: skip
        for row in await self._store.acts(brand, [str(one) for one in own], 200):
            words = DONE.get(row["kind"], NO_WORDS)
            if words is not NO_WORDS:
                note = f": {row['after']}" if row["after"] else ""
                words = Label(f"{words.en}{note}", f"{words.zh}{note.replace(': ', '：')}")
                found.append(
                    Entry(row["id"], from_micros(row["at_us"]), "act", words, NO_WORDS, by=row["user_name"])
                )
        return found


def _recognised(keys: Iterable[Any], own: set[int]) -> Iterator[Entry]:
    """What somebody became known by; the key with which an account began is told with the account."""
    for key in keys:
        if key.consumer_id in own:
            own.discard(key.consumer_id)
            continue
        yield Entry(key.id, from_micros(key.created_us), "device", _KNOWN.get(key.kind, NO_WORDS), NO_WORDS)


def _redeemed(row: Mapping[str, Any]) -> Entry:
    undone = row["state"] != "done"
    en, zh = f"“{row['name_en']}” at {row['at_en']}", f"在{row['at_zh']}使用“{row['name_zh']}”"
    words = Label(f"{en}, cancelled", f"{zh}，已撤销") if undone else Label(en, zh)
    return Entry(row["id"], from_micros(row["at_us"]), "redemption", words, NO_WORDS)
