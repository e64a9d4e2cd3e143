"""Which offer of which campaign is sold now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dsl.campaign import OfferTerms
from engine.campaigns.live import BrandState, LiveCampaign, Version
from engine.outcomes import Reason


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer under the version that rules."""

    campaign: LiveCampaign
    version: Version
    terms: OfferTerms


def offered(brand: BrandState, campaign_id: int, offer: str, at: datetime) -> Offered | Reason:
    """An offer as it is sold at an instant, or why it is not."""
    campaign = brand.campaign(campaign_id)
    version = campaign.version_at(at) if campaign else None
    if campaign is None or version is None or version.program is None:
        return Reason.NO_CAMPAIGN
    terms = next((one for one in version.program.campaign.offers if one.id == offer), None)
    if terms is None:
        return Reason.NO_CAMPAIGN
    return campaign.state_at(at) or Offered(campaign, version, terms)


def all_offered(brand: BrandState, at: datetime) -> Iterator[Offered]:
    """Everything that a brand's campaigns sell now."""
    for campaign in brand.campaigns:
        program = campaign.version_at(at).program
        for terms in program.campaign.offers if program else ():
            found = offered(brand, campaign.id, terms.id, at)
            if isinstance(found, Offered):
                yield found
