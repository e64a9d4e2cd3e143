"""Gifts: a reward with its parameters, recipient, stock and caps, each held against the declaration."""

from __future__ import annotations

from typing import Final, NamedTuple

from dsl.checking.amounts import check_count, check_money
from dsl.checking.prizes import prize_terms
from dsl.checking.scope import Scope
from dsl.checking.values import KIND_NAMES
from dsl.decision import Cap, Stock
from dsl.lexicon import is_days, param_at
from dsl.nodes import Amount, Gift, Item, Node, Number, Quoted, Word
from dsl.suggest import nearest
from dsl.values import Label, Money
from dsl.vocabulary import FactKind, Param, ParamKind, RewardWord, TriggerWord

CONSUMER: Final = "consumer"
_KINDS: Final[dict[ParamKind, Label]] = {
    "money": Label("an amount of money", "金额"),
    "count": Label("a whole number", "整数"),
    "text": Label("a text in quotes", "带引号的文字"),
    "name": Label("a word", "一个词"),
    "days": Label("a number of days", "天数"),
}
#: Of which kind a constant must be that stands for a parameter.
_CONSTANTS: Final[dict[ParamKind, FactKind]] = {
    "money": "money",
    "count": "count",
    "days": "count",
    "text": "text",
}
_EXAMPLES: Final[dict[ParamKind, Label]] = {
    "money": Label("1.88 CNY", "1.88 元"),
    "count": Label("10", "10"),
    "text": Label('"cap-5"', '"cap-5"'),
    "name": Label("word", "word"),
    "days": Label("30 days", "30 天"),
}


class CheckedGift(NamedTuple):
    """A gift that stands. `money` is what it costs the budget."""

    reward: str
    params: tuple[tuple[str, object], ...]
    recipient: str
    stock: Stock | None
    caps: tuple[Cap, ...]
    money: tuple[Money, ...]
    terms: tuple[tuple[str, object], ...] = ()

    @property
    def can_run_out(self) -> bool:
        """It takes budget or stock."""
        return bool(self.money) or self.stock is not None

    @property
    def lent(self) -> bool:
        """A partner lends it, and may withdraw."""
        return "alliance" in dict(self.params)


def check_gift(scope: Scope, gift: Gift, event: TriggerWord | None) -> CheckedGift | None:
    """Resolve a gift; None, with findings, when it does not stand."""
    recipient = _recipient(scope, gift, event)
    caps = [(check_count(scope, cap.limit), cap.period) for cap in gift.caps]
    stocks = [check_count(scope, number) for number in gift.stocks]
    if len(stocks) > 1:
        scope.say("BC0607", gift.stocks[1])
    reward = scope.look_up(scope.words.rewards, "BC0401", gift.reward)
    params = check_params(scope, gift, gift.reward, gift.items, reward) if reward is not None else None
    if reward is None or params is None or recipient is None or len(stocks) > 1 or None in stocks:
        return None
    _check_coupon(scope, gift, dict(params), reward)
    terms = prize_terms(scope, gift, dict(params), reward)
    money = tuple(value for _, value in (*params, *terms) if isinstance(value, Money))
    scope.money_given += [(value, gift.span) for value in money]
    if money and reward.pays:
        scope.paid_out.append(gift.span)
    stock = _stock(scope, reward.name, params, stocks[0], money) if stocks and stocks[0] is not None else None
    sound = tuple(Cap(limit, period) for limit, period in caps if limit is not None)
    return (
        CheckedGift(reward.name, params, recipient, stock, sound, money, terms)
        if len(sound) == len(caps)
        else None
    )


def check_params(
    scope: Scope, place: Node, name: Word, items: tuple[Item, ...], declared: RewardWord | TriggerWord
) -> tuple[tuple[str, object], ...] | None:
    """The parameters of a reward or an event in declared order, those left out omitted."""
    taken = _assign(scope, place, name, items, declared)
    if taken is None:
        return None
    values: list[tuple[str, object]] = []
    for param in declared.params:
        if param.name in taken:
            values.append((param.name, taken[param.name]))
        elif not param.optional:
            scope.say("BC0601", place, reward=name.text, param=_called(param), example=word_example(declared))
            return None
    return tuple(values)


def word_example(declared: RewardWord | TriggerWord) -> Label:
    """How a reward or an event is written with its required parameters, or with one where all are optional."""
    parts = [Label(declared.name, "".join(declared.label.zh.split()))]
    shown = [param for param in declared.params if not param.optional] or declared.params[:1]
    for param in shown:
        parts += [param.lead] if param.lead is not None else []
        parts.append(_EXAMPLES[param.kind])
    return Label(
        " ".join(part.en for part in parts if part.en), " ".join(part.zh for part in parts if part.zh)
    )


def _assign(
    scope: Scope, place: Node, name: Word, items: tuple[Item, ...], declared: RewardWord | TriggerWord
) -> dict[str, object] | None:
    """Parameter values by name, from the items as written."""
    taken = dict[str, object]()
    while items:
        param, led = param_at(items, declared.params, taken)
        if param is None or led == len(items):
            code = "BC0602" if param is None else "BC0601"
            what = _called(param) if param is not None else ""
            scope.say(code, items[0], reward=name.text, text=_shown(items[0]), param=what,
                      example=word_example(declared))  # fmt: skip
            return None
        value, used = _param_value(scope, place, name, param, items[led:])
        if value is None:
            return None
        taken[param.name] = value
        items = items[led + used :]
    return taken


def _param_value(
    scope: Scope, place: Node, name: Word, param: Param, items: tuple[Item, ...]
) -> tuple[object | None, int]:
    if _other_constant(scope, param, items[0]):
        return None, 1
    match param.kind, *items[:2]:
        case "money", Number() as number, Word() as currency:
            money = check_money(scope, Amount(number.span.to(currency.span), number, currency))
            return _in_range(scope, place, name, param, money, money.minor if money else 0), 2
        case "count", Number() as number, *_:
            count = check_count(scope, number, least=0)
            return _in_range(scope, place, name, param, count, count or 0), 1
        case "days", Number() as number, Word(text=unit) if is_days(unit):
            count = check_count(scope, number, least=0)
            return _in_range(scope, place, name, param, count, count or 0), 2
        case "text", Quoted(text=text), *_:
            if not text.strip():
                scope.say("BC0917", items[0])
                return None, 1
            return text, 1
        case "name", Word(text=text), *_:
            return text, 1
    scope.say("BC0603", items[0], reward=name.text, param=_called(param), kind=_KINDS[param.kind],
              text=_shown(items[0]), example=_EXAMPLES[param.kind])  # fmt: skip
    return None, 1


def _other_constant(scope: Scope, param: Param, item: Item) -> bool:
    """Whether a constant of another kind than the parameter needs stands there; then that is said."""
    constant, wanted = scope.constants_put.get(item.span), _CONSTANTS.get(param.kind)
    if constant is None or wanted is None or scope.constants[constant] == KIND_NAMES[wanted]:
        return False
    scope.say("BC0449", item, name=constant, kind=scope.constants[constant], wanted=KIND_NAMES[wanted])
    return True


def _in_range(
    scope: Scope, place: Node, name: Word, param: Param, value: object | None, size: int
) -> object | None:
    if value is None:
        return None
    if param.minimum is not None and size < param.minimum:
        code, bound = "BC0604", param.minimum
    elif param.maximum is not None and size > param.maximum:
        code, bound = "BC0605", param.maximum
    else:
        return value
    limit = Money(bound, value.currency) if isinstance(value, Money) else f"{bound:,}"
    written = value if isinstance(value, Money) else f"{size:,}"
    scope.say(code, place, reward=name.text, param=_called(param), text=written, limit=limit)
    return None


def nearest_coupon(scope: Scope, name: str) -> str | None:
    """A coupon with a similar name, in quotes as it is written."""
    near = nearest(name, scope.coupons)
    return None if near is None else f'"{near}"'


def _check_coupon(scope: Scope, gift: Gift, values: dict[str, object], reward: RewardWord) -> None:
    """A coupon is one of this campaign, unless an alliance lends it."""
    name = values.get("coupon")
    if not isinstance(name, str) or not any(param.name == "coupon" for param in reward.params):
        return
    if "alliance" in values:
        return
    scope.coupons_given.add(name)
    if name not in scope.coupons:
        place = next(item for item in gift.items if isinstance(item, Quoted) and item.text == name)
        scope.missing("BC0409", place, near=nearest_coupon(scope, name), name=name)


def _recipient(scope: Scope, gift: Gift, event: TriggerWord | None) -> str | None:
    if gift.recipient is None:
        return CONSUMER
    found = scope.look_up(scope.words.recipients, "BC0403", gift.recipient)
    if found is None:
        return None
    events = scope.words.events_of(found.name)
    if event is None or events is None or event in events:
        return found.name
    on = Label(" or ".join(one.event.en for one in events), "或".join(one.event.zh for one in events))
    who = Label(found.name, found.label.zh)
    scope.say("BC0606", gift.recipient, recipient=who, event=event.event, events=on)
    return None


def _stock(
    scope: Scope, reward: str, params: tuple[tuple[str, object], ...], limit: int, money: tuple[Money, ...]
) -> Stock:
    """The counter is named after the reward, so that it keeps its name when other lines change."""
    name = " ".join((reward, *(str(value) for _, value in params)))
    scope.stocks[name] += 1
    key = name if scope.stocks[name] == 1 else f"{name} #{scope.stocks[name]}"
    for amount in money:
        scope.promised[key] = (amount, limit)
    return Stock(key, limit)


def _called(param: Param) -> Label:
    return Label(param.label.en[:1].lower() + param.label.en[1:], param.label.zh)


def _shown(item: Item) -> str:
    match item:
        case Quoted(text=text):
            return f'"{text}"'
        case Word(text=text):
            return text
    return item.digits
