"""What a population is like, as a marketer writes it: `consumers=20000 code.region=CN-GD:3,CN-BJ:1`, or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from dsl.campaign import Campaign
from dsl.conditions import Compare
from dsl.facts_read import parts_of, trigger_conditions
from dsl.simulation.population import PopulationError
from dsl.values import CURRENCY_EXPONENTS, Money
from dsl.vocabulary import FactKind

Weights = Mapping[str, float]

#: More people than this are not kept in memory.
CONSUMERS_MAX: Final = 10_000_000
#: More other events than so many for each scan are not simulated.
EVENTS_MOST: Final = 5
#: Events that are said in another way: by the number of scans, by `invites` and by `redeems`.
_OWN_WAY: Final = ("scan", "invitation", "redemption")


@dataclass(frozen=True, slots=True)
class Spec:
    """A population to be made.

    `consumers`: how many people scan; by default one for four scans. `eagerness`: how unequal they are: 1 is all
    alike, 2 (the default) gives half of the scans to a quarter of them. `days`: how many days of the campaign's
    run, from its first; all by default. `hours`: weights of the 24 hours. `claims`: weights of the number of claims
    that people come with. `weights`: for each fact, its values with their weights; `unknown` is a value too.
    `redeems` and `invites`: the shares of coupons that are redeemed, and of events after which a friend takes up a link.
    `events`: for other events by their names, how many there are for each scan.
    """

    consumers: int | None = None
    eagerness: float = 2.0
    days: int | None = None
    hours: tuple[float, ...] | None = None
    claims: Weights = field(default_factory=lambda: {"0": 1.0})
    weights: Mapping[str, Weights] = field(default_factory=dict)
    redeems: float = 0.0
    invites: float = 0.0
    events: Mapping[str, float] = field(default_factory=dict)


def read_spec(text: str, campaign: Campaign | None = None) -> Spec:
    """A population's description, with the events of a campaign by their names. Raises PopulationError."""
    known = {one.kind for one in campaign.triggers} - set(_OWN_WAY) if campaign else set[str]()
    return _from(_json(text) if text.lstrip().startswith("{") else _short(text), known)


def _short(text: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for item in text.replace(";", " ").split():
        name, sign, value = item.partition("=")
        if not sign or not value:
            raise PopulationError(f"`{item}` is not of the form `name=value`", f"`{item}` 应写成 `名称=值`")
        parts = [part.rpartition(":") for part in value.split(",")]
        found[name] = (
            value
            if len(parts) == 1 and not parts[0][1]
            else {key or last: last if key else "1" for key, _, last in parts}
        )
    return found


def _json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PopulationError(f"it is not JSON: {error}", f"不是有效的 JSON：{error}") from error
    return found if isinstance(found, dict) else {}


def _from(found: dict[str, object], known: set[str]) -> Spec:
    spec, weights, events = Spec(), dict[str, Weights](), dict[str, float]()
    for name, value in found.items():
        match name:
            case "consumers":
                spec = replace(spec, consumers=int(_number(name, value, 1, CONSUMERS_MAX)))
            case "days":
                spec = replace(spec, days=int(_number(name, value, 1, 10**4)))
            case "eagerness":
                spec = replace(spec, eagerness=_number(name, value, 1, 10))
            case "hours":
                spec = replace(spec, hours=_hours(value))
            case "claims":
                spec = replace(spec, claims=_weights(name, value))
            case "redeems":
                spec = replace(spec, redeems=_share(name, value))
            case "invites":
                spec = replace(spec, invites=_share(name, value))
            case _ if "." in name:
                weights[name] = _weights(name, value)
            case _ if name in known:
                events[name] = _share(name, value, most=EVENTS_MOST)
            case _:
                told = ", ".join(sorted(known))
                raise PopulationError(
                    f"`{name}` is not known; known are consumers, days, eagerness, hours, claims, redeems, invites, facts such as"
                    f" code.region, and the campaign's events{f': {told}' if told else ''}",
                    f"不认识 `{name}`；可用 consumers、days、eagerness、hours、claims、redeems、invites、code.region 等事实，"
                    f"以及活动的事件{f'：{told}' if told else ''}",
                )
    return replace(spec, weights=weights, events=events)


def _share(name: str, value: object, most: float = 1) -> float:
    """`40%` or `0.4`."""
    text = str(value).strip()
    percent = text.removesuffix("%")
    number = percent if percent == text else str(_number(name, percent, 0, most * 100) / 100)
    return _number(name, number, 0, most)


def _number(name: str, value: object, least: float, most: float) -> float:
    try:
        number = float(str(value).replace("_", ""))
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise PopulationError(
            f"`{name}` must be a number from {least:,} to {most:,}, not `{value}`",
            f"`{name}` 应为 {least:,} 至 {most:,} 的数，而不是 `{value}`",
        )
    return number


def _weights(name: str, value: object) -> dict[str, float]:
    pairs = value if isinstance(value, Mapping) else {str(value): 1}
    weights = {str(key): _number(f"{name}={key}", weight, 0, 10**12) for key, weight in pairs.items()}
    if not sum(weights.values()) > 0:
        raise PopulationError(f"`{name}` has no weight above 0", f"`{name}` 没有大于 0 的权重")
    return weights


def _hours(value: object) -> tuple[float, ...]:
    if isinstance(value, list) and len(value) == 24:
        value = {str(hour): weight for hour, weight in enumerate(value)}
    weights = _weights("hours", value)
    if not all(hour.isdigit() and int(hour) < 24 for hour in weights):
        raise PopulationError("`hours` are whole numbers from 0 to 23", "`hours` 应为 0 至 23 的整数")
    return tuple(weights.get(str(hour), 0.0) for hour in range(24))


def kinds_read(campaign: Campaign) -> dict[str, FactKind]:
    """The facts that a campaign reads, each with its kind. Where codes were sold and scanned are always known."""
    conditions = [segment.condition for segment in campaign.segments]
    conditions += [one for trigger in campaign.triggers for one in trigger_conditions(trigger)]
    compares: list[Compare] = [compare for one in conditions for compare in parts_of(one)[0]]
    kinds: dict[str, FactKind] = {"code.region": "region", "scan.region": "region", "code.batch": "text"}
    return kinds | {compare.fact: compare.kind for compare in compares}


def value_of(name: str, kind: FactKind, text: str) -> object:
    """A fact's value from its text; `unknown` and nothing at all are None. Raises PopulationError."""
    told = text.strip()
    if told in ("", "unknown"):
        return None
    try:
        match kind:
            case "count":
                return int(told)
            case "flag":
                return {"yes": True, "true": True, "no": False, "false": False}[told.lower()]
            case "money":
                currency = told[-3:]  # `5.00 CNY`, or `5.00CNY` where a space would part the description
                figure = Decimal(told[:-3].strip().replace(",", ""))
                return Money(int(figure.scaleb(CURRENCY_EXPONENTS[currency])), currency)
            case "tags":
                return tuple(sorted(tag.strip() for tag in told.split("|")))
            case "instant":
                return datetime.fromisoformat(told)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise PopulationError(
            f"`{told}` is no value of `{name}`", f"`{told}` 不是 `{name}` 的取值"
        ) from error
    return told
