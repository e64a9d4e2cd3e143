"""What is counted of a person."""

from __future__ import annotations

from typing import Literal

#: Claims, coupons redeemed, friends who came by an invitation.
Happening = Literal["claim", "redemption", "referral"]
