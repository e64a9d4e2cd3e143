"""Prize blocks: name, market price, cost, delivery, and how long a prize can be claimed."""

from __future__ import annotations

from collections.abc import Mapping

from dsl import lines as ln
from dsl.campaign import PrizeTerms
from dsl.checking.amounts import check_money, currency_name
from dsl.checking.ids import ID
from dsl.checking.parts import only
from dsl.checking.scope import Scope
from dsl.checking.validity import check_validity
from dsl.checking.wording import check_words
from dsl.nodes import Gift, Quoted
from dsl.suggest import nearest
from dsl.values import NO_WORDS, Label
from dsl.vocabulary import RewardWord

_PRIZE = Label("prize", "奖品")


def check_prize(scope: Scope, block: ln.Block, head: ln.PrizeLine) -> None:
    """Learn a prize; one whose market price is not said does not stand."""
    name = head.id.text
    if not ID.fullmatch(name):
        scope.say("BC0916", head.id, text=name)
    if name in scope.prizes:
        scope.say("BC0410", head.id, what=_PRIZE, name=name, line=scope.prizes[name][0].line)
        return
    price, cost = only(scope, block, ln.PriceLine), only(scope, block, ln.CostLine)
    valid, delivery = only(scope, block, ln.ValidLine), only(scope, block, ln.DeliveryLine)
    if price is None:
        scope.missing("BC0922", head, name=name)
    worth = check_money(scope, price.amount) if price else None
    spent = check_money(scope, cost.amount) if cost else None
    if worth and spent and cost and worth.currency != spent.currency:
        scope.say("BC0914", cost, currency=currency_name(worth.currency))
    if worth is None:
        scope.prizes[name] = (head.id.span, None)
        return
    terms = PrizeTerms(
        name,
        check_words(scope, head.name),
        worth,
        spent,
        check_validity(scope, valid, "BC0915") if valid else None,
        check_words(scope, delivery.words) if delivery else None,
        head.span.line,
    )
    scope.prizes[name] = (head.id.span, terms)


def prize_terms(
    scope: Scope, gift: Gift, values: Mapping[str, object], reward: RewardWord
) -> tuple[tuple[str, object], ...]:
    """What the campaign says of the prize that a gift names."""
    name = values.get("prize")
    if not isinstance(name, str) or not any(param.name == "prize" for param in reward.params):
        return ()
    scope.prizes_given.add(name)
    if name not in scope.prizes:
        place = next(item for item in gift.items if isinstance(item, Quoted) and item.text == name)
        near = nearest(name, scope.prizes)
        scope.missing("BC0418", place, near=None if near is None else f'"{near}"', name=name)
    terms = scope.prizes[name][1] if name in scope.prizes else None
    if terms is None:
        return ()
    delivery = terms.delivery or NO_WORDS
    told: dict[str, object] = {
        "name_en": terms.name.en, "name_zh": terms.name.zh, "delivery_en": delivery.en, "delivery_zh": delivery.zh
    }  # fmt: skip
    return tuple((told | ({"cost": terms.cost} if terms.cost else {})).items())
