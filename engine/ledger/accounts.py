"""Names of accounts. An account belongs to a brand; amounts are signed, and the ledger of a brand sums to zero.

A campaign's budget account is minus what was granted from it; an `owed` account is what the brand still owes
that party; a channel's account is what went out through it.
"""

from __future__ import annotations

#: The currency code under which points are kept.
POINTS = "PTS"

#: What bears a grant: the campaign's budget, its coupons' settlement, a partner's coupons' settlement; or the
#: budget for something that costs money but is not paid to anybody (a delivered prize).
BUDGET, COUPONS, ALLIANCE, COST = "budget", "coupons", "alliance", "cost"
#: Bears points that were cancelled with their holder.
FORGONE = "forgone"


_PARTIES = {"referrer": "consumer", "friend": "consumer", "owner": "clerk"}


def party(recipient_kind: str) -> str:
    """Whose account it is: referrers and friends are consumers, owners and clerks have accounts of their own."""
    return _PARTIES.get(recipient_kind, recipient_kind)


def fund(kind: str, campaign_id: int) -> str:
    """What a campaign gave away: kind is budget, coupons, alliance or points."""
    return f"campaign:{campaign_id}:{kind}"


def owed(recipient_kind: str, recipient_id: int) -> str:
    """Money that a party has won and not yet received."""
    return f"{party(recipient_kind)}:{recipient_id}:owed"


def debt(recipient_kind: str, recipient_id: int) -> str:
    """Minus what a party was paid and must give back: it is offset against what the party is owed next."""
    return f"{party(recipient_kind)}:{recipient_id}:debt"


def debt_counter(brand: str, payee: str, currency: str) -> str:
    """The counter of what a payee must give back."""
    return f"{brand}|debt|{payee}|{currency}"


def is_debt(counter: str) -> bool:
    """Whether a counter is of what a payee must give back."""
    return counter.split("|")[1:2] == ["debt"]


def locked(recipient_kind: str, recipient_id: int) -> str:
    """What is set aside for a party until a key opens it."""
    return f"{party(recipient_kind)}:{recipient_id}:locked"


def points(recipient_kind: str, recipient_id: int) -> str:
    """Points that a party holds."""
    return f"{party(recipient_kind)}:{recipient_id}:points"


def points_balance(brand: str, person_id: int) -> str:
    """The key of a person's points balance."""
    return f"{brand}|{points('consumer', person_id)}|{POINTS}"


def paid(channel: str) -> str:
    """Money that left through a payment channel."""
    return f"channel:{channel}:paid"


def collected(channel: str) -> str:
    """Minus what was collected through a channel and has not gone back."""
    return f"channel:{channel}:collected"


def takings(outlet_id: int) -> str:
    """What was collected for a shop and is due to it."""
    return f"store:{outlet_id}:takings"


def refunds(consumer_id: int) -> str:
    """What a buyer is to get back."""
    return f"consumer:{consumer_id}:refunds"


def spent(reward: str) -> str:
    """Cost of rewards that are neither money nor points."""
    return f"reward:{reward}:spent"


def alliance(alliance_id: int, part: str) -> str:
    """Between two brands: part is cost, fees, partner (minus what the other still owes us) or paid."""
    return f"alliance:{alliance_id}:{part}"
