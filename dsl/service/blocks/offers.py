"""What may be put into a block or behind one: the lines that fit there, ready to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dsl import lines as ln
from dsl.keywords import Language
from dsl.lexicon import Lexicon
from dsl.outline import TOP, UNDER, head_word
from dsl.phrasing import Phrasing
from dsl.reference.lines import LINE_HELP
from dsl.service.document import Document
from dsl.source import SourceLine, parse
from dsl.values import Label
from dsl.vocabulary import Param, RewardWord

#: What is put in for each kind of line, in English; the formatter writes it in the language of the text.
_TEXTS: Final[dict[type, str]] = {
    ln.UsesLine: 'uses "shared"',
    ln.ConstantLine: "constant small_packet 1.88 CNY",
    ln.BrandLine: 'brand "Brand"',
    ln.RunsLine: "runs 2027-01-01 to 2027-01-31 in Asia/Shanghai",
    ln.BudgetLine: "budget 1,000.00 CNY",
    ln.LimitLine: "limit 1 claims per consumer a day",
    ln.PageLine: "page theme_plain",
    ln.ChannelLine: "channel sandbox_wallet",
    ln.MarketLine: 'market "CN"',
    ln.OrganiserLine: 'organiser "Company" / "公司"',
    ln.ContactLine: 'contact "400-000-0000"',
    ln.ClerkCodeLine: "clerk code 30 minutes, at most 3 claims",
    ln.TierLine: 'tier "gold" "Gold" / "金卡" from 500 points a year, points times 1.2',
    ln.PrizeLine: 'prize "prize-1" "Prize" / "奖品"\n  price 100.00 CNY\n  valid 30 days\n  delivery "by courier within 30 days" / "30 天内快递送达"',
    ln.OfferLine: 'offer "offer-1" "Gift box" / "礼盒"\n  sells 9521000100015\n  single 39.90 CNY\n  buyers 2 at 35.91 CNY within 24 hours',
    ln.SellsLine: "sells 9521000100015",
    ln.SingleLine: "single 39.90 CNY",
    ln.BuyersLine: "buyers 2 at 35.91 CNY within 24 hours",
    ln.CouponLine: 'coupon "coupon-1" "5 yuan off" / "减5元"\n  worth 5.00 CNY off 15.00 CNY\n  valid 7 days',
    ln.WorthLine: "worth 5.00 CNY off 15.00 CNY",
    ln.ValidLine: "valid 7 days",
    ln.PlacesLine: "at stores",
    ln.PaysLine: "pays store 5.00 CNY",
    ln.PriceLine: "price 100.00 CNY",
    ln.CostLine: "cost 80.00 CNY",
    ln.DeliveryLine: 'delivery "by courier within 30 days" / "30 天内快递送达"',
    ln.SegmentLine: "segment newcomer consumer.claims is 0",
    ln.TriggerLine: "on scan\n  give points 10",
    ln.PhaseLine: "phase launch until 2027-01-07\n  give points 10",
    ln.WhenLine: "when consumer.claims is 0\n  give points 10",
    ln.OtherwiseLine: "otherwise\n  give points 10",
    ln.TogetherLine: "together\n  when consumer.claims is 0\n    give points 10",
    ln.ExperimentLine: "experiment trial\n  group offered 90%\n    give points 10\n  group holdout rest",
    ln.DrawLine: "draw\n  5% points 50\n  rest nothing",
    ln.DealLine: "deal 10,000 codes\n  100 points 50\n  rest nothing",
    ln.IfSpentLine: "if spent\n  give points 1",
    ln.IfLapsedLine: "if it lapses\n  give points 1",
    ln.RefuseLine: 'refuse "not for this pack" / "此包装不参加活动"',
    ln.TestLine: 'test "first scan"\n  at 2027-01-02 10:00\n  scan by consumer with claims 0\n  expect points 10',
    ln.AtLine: "at 2027-01-02 10:00",
    ln.EventLine: "scan by consumer with claims 0",
    ln.ForcedLine: "draw 1 of 2",
    ln.ExpectLine: "expect nothing",
}  # fmt: skip
#: Lines of which one is enough in a block.
_ONCE: Final = (
    ln.CampaignLine, ln.SharedLine, ln.BrandLine, ln.RunsLine, ln.ChannelLine, ln.MarketLine, ln.OrganiserLine, ln.ContactLine, ln.ClerkCodeLine,
    ln.WorthLine, ln.ValidLine, ln.PlacesLine, ln.PaysLine, ln.PriceLine, ln.CostLine, ln.DeliveryLine,
    ln.SellsLine, ln.SingleLine, ln.BuyersLine,
    ln.OtherwiseLine, ln.IfSpentLine, ln.IfLapsedLine, ln.AtLine, ln.EventLine,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that may be put in: its name in the menu, one sentence about it, and the text, in the language asked for."""

    name: Label
    help: Label
    text: str


def offers(document: Document, under: int | None) -> tuple[Offer, ...]:
    """What may stand directly under the line (from 1) that begins a block; at the left margin for None."""
    lines = document.source.lines
    if under is None:
        kinds, siblings = TOP, [line for line in lines if not line.depth]
    else:
        says = lines[under - 1].says
        kinds = UNDER.get(type(says), ())
        siblings = list(_under(lines, under))
    taken = {type(line.says) for line in siblings}
    free = [kind for kind in kinds if not (kind in _ONCE and kind in taken)]
    return tuple(offer for kind in free for offer in _offers(kind, document))


def _under(lines: tuple[SourceLine, ...], under: int) -> Iterator[SourceLine]:
    depth = lines[under - 1].depth
    for line in lines[under:]:
        if line.read.spoken and line.depth <= depth:
            return
        if line.depth == depth + 1:
            yield line


def _offers(kind: type, document: Document) -> Iterator[Offer]:
    words = document.lexicon
    if kind in (ln.GiveLine, ln.OutcomeLine):
        for reward in words.rewards.words():
            gift = _gift(reward, document)
            text = f"give {gift}" if kind is ln.GiveLine else f"5% {gift}"
            name = Label(
                f"{head_word(kind).en} {reward.name}" if kind is ln.GiveLine else f"5% {reward.name}",
                f"{head_word(kind).zh} {reward.label.zh}" if kind is ln.GiveLine else f"5% {reward.label.zh}",
            )
            yield Offer(name, reward.help, _spelled(text, words, document.language))
        if kind is ln.OutcomeLine:
            yield Offer(head_word(kind), LINE_HELP[kind], _spelled("rest nothing", words, document.language))
    elif kind in _TEXTS and kind in LINE_HELP:
        yield Offer(head_word(kind), LINE_HELP[kind], _spelled(_TEXTS[kind], words, document.language))


def _gift(reward: RewardWord, document: Document) -> str:
    parts = [reward.name]
    for param in reward.params:
        if not param.optional:
            parts += [param.lead.en] if param.lead else []
            parts.append(_sample(param, document))
    return " ".join(parts)


def _sample(param: Param, document: Document) -> str:
    least = param.minimum
    match param.kind:
        case "money":
            return f"{max(100, least or 0) / 100:.2f} CNY"
        case "count":
            return str(max(10, least or 0))
        case "days":
            return f"{max(7, least or 0)} days"
        case "text":
            return f'"{_declared(param.name, document)}"'
        case _:
            return param.name


def _declared(name: str, document: Document) -> str:
    """The first coupon or prize of the text where one is meant."""
    kinds = {"coupon": ln.CouponLine, "prize": ln.PrizeLine}
    if name in kinds:
        for line in document.source.lines:
            if isinstance(line.says, ln.CouponLine | ln.PrizeLine) and isinstance(line.says, kinds[name]):
                return line.says.id.text
    return name


def _spelled(text: str, words: Lexicon, language: Language) -> str:
    """The lines as the formatter writes them, each by itself, in their layout."""
    phrasing = Phrasing(words, language)
    rows = []
    for row, line in zip(text.split("\n"), _read(text), strict=True):
        margin = row[: len(row) - len(row.lstrip())]
        rows.append(
            margin
            + (" ".join(cell.strip() for cell in phrasing.line(line.says)) if line.says else row.strip())
        )
    return "\n".join(rows)


def _read(text: str) -> tuple[SourceLine, ...]:
    return parse(text).lines
