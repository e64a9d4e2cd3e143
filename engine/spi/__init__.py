"""All that a plugin may import. The contract's number is `SPI_VERSION`; README.md is its reference."""

from dsl.values import Label, Money
from dsl.vocabulary import FactWord, Param, TriggerWord, window_of
from engine.spi.alliances import AllianceTerms, AllianceType, Funding
from engine.spi.answers import (
    Delivered,
    DeliveryReceipt,
    InProgress,
    NotFound,
    Paid,
    PayoutAnswer,
    Refused,
    Returned,
    Unknown,
)
from engine.spi.channels import Notice, PaymentChannel, PayoutOrder, Setting
from engine.spi.collecting import (
    Awaiting,
    Bill,
    Closed,
    CollectAnswer,
    Collected,
    CollectingChannel,
    RefundAnswer,
    Refunded,
    RefundOrder,
)
from engine.spi.effects import AddPoints, Deliver, Effect, IssueCoupon, Pay, SpendPoints
from engine.spi.erasers import Eraser
from engine.spi.facts import FactContext, FactSource
from engine.spi.identities import Identified, IdentityProvider
from engine.spi.markers import SPI_VERSION, hookimpl
from engine.spi.messages import Message, MessageChannel
from engine.spi.palette import Palette
from engine.spi.params import Params, count_param, money_param, optional_text_param, text_param
from engine.spi.reports import Report, ReportChannel
from engine.spi.rewards import Delivery, GrantRequest, RewardType
from engine.spi.themes import STATES, Picture, Theme
from engine.spi.tills import Accepted, AtTill, Declined, TillAnswer
from engine.spi.wording import money_in_words

__all__ = [
    "SPI_VERSION",
    "STATES",
    "Accepted",
    "AddPoints",
    "AllianceTerms",
    "AllianceType",
    "AtTill",
    "Awaiting",
    "Bill",
    "Closed",
    "CollectAnswer",
    "Collected",
    "CollectingChannel",
    "Declined",
    "Deliver",
    "Delivered",
    "Delivery",
    "DeliveryReceipt",
    "Effect",
    "Eraser",
    "FactContext",
    "FactSource",
    "FactWord",
    "Funding",
    "GrantRequest",
    "Identified",
    "IdentityProvider",
    "InProgress",
    "IssueCoupon",
    "Label",
    "Message",
    "MessageChannel",
    "Money",
    "NotFound",
    "Notice",
    "Paid",
    "Palette",
    "Param",
    "Params",
    "Pay",
    "PaymentChannel",
    "PayoutAnswer",
    "PayoutOrder",
    "Picture",
    "RefundAnswer",
    "RefundOrder",
    "Refunded",
    "Refused",
    "Report",
    "ReportChannel",
    "Returned",
    "RewardType",
    "Setting",
    "SpendPoints",
    "Theme",
    "TillAnswer",
    "TriggerWord",
    "Unknown",
    "count_param",
    "hookimpl",
    "money_in_words",
    "money_param",
    "optional_text_param",
    "text_param",
    "window_of",
]
