"""The tables, one class each. Column names equal the field names of `engine.records` where both exist."""

from engine.storage.models.accounts import ApiKeyRow, BrandRow, SessionRow, StudioUserRow
from engine.storage.models.archive import ArchiveFileRow, CarriedRow
from engine.storage.models.campaigns import (
    AllianceRow,
    CampaignEventRow,
    CampaignRow,
    CampaignVersionRow,
    SharedTextRow,
)
from engine.storage.models.chain import DiversionRow, ObservationRow, RegistrationRow, ServiceCaseRow
from engine.storage.models.codes import BatchRow, CodeHandoverRow, CodeLinkRow, CodeRangeRow, ProductRow
from engine.storage.models.coupons import CouponRow, FundingRow, RedemptionRow, ReturnRow, SaleRow
from engine.storage.models.ledger import (
    BalanceRow,
    CounterRow,
    EntryRow,
    GrantRow,
    OutboxRow,
    TallyRow,
    WaitRow,
    WinnerRow,
)
from engine.storage.models.members import (
    ClerkScanRow,
    ConsentRow,
    ConsumerRow,
    DeletionRow,
    IdentityRow,
    MarkRow,
    ReferralRow,
    ShareLinkRow,
    SweepRow,
)
from engine.storage.models.outlets import ClerkRow, DealerRow, OutletRow
from engine.storage.models.scans import (
    ClaimRow,
    DeviceUseRow,
    ExposureRow,
    GuesserRow,
    RefusalRow,
    RequestRow,
)

__all__ = [
    "AllianceRow",
    "ApiKeyRow",
    "ArchiveFileRow",
    "BalanceRow",
    "BatchRow",
    "BrandRow",
    "CampaignEventRow",
    "CampaignRow",
    "CampaignVersionRow",
    "CarriedRow",
    "ClaimRow",
    "ClerkRow",
    "ClerkScanRow",
    "CodeHandoverRow",
    "CodeLinkRow",
    "CodeRangeRow",
    "ConsentRow",
    "ConsumerRow",
    "CounterRow",
    "CouponRow",
    "DealerRow",
    "DeletionRow",
    "DeviceUseRow",
    "DiversionRow",
    "EntryRow",
    "ExposureRow",
    "FundingRow",
    "GrantRow",
    "GuesserRow",
    "IdentityRow",
    "MarkRow",
    "ObservationRow",
    "OutboxRow",
    "OutletRow",
    "ProductRow",
    "RedemptionRow",
    "ReferralRow",
    "RefusalRow",
    "RegistrationRow",
    "RequestRow",
    "ReturnRow",
    "SaleRow",
    "ServiceCaseRow",
    "SessionRow",
    "ShareLinkRow",
    "SharedTextRow",
    "StudioUserRow",
    "SweepRow",
    "TallyRow",
    "WaitRow",
    "WinnerRow",
]
