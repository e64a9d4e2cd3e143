"""The audit of prizes that travel: each is of a grant that stands as long as it does, and came into its state by a move."""

from __future__ import annotations

from engine.ledger.findings import Findings
from engine.parcels.rows import Parcel, ParcelMove
from engine.records import Grant
from engine.storage.audit_store import Book

#: The states in which the grant has been taken back.
_GONE = frozenset({"lapsed", "cancelled"})


async def audit_parcels(book: Book, findings: Findings) -> None:
    """Hold every parcel against its grant and its moves."""
    latest: dict[int, tuple[int, int, str]] = {}
    async for move in book.every(ParcelMove):
        assert isinstance(move, ParcelMove)
        told = (move.at_us, move.id, move.state)
        latest[move.parcel_id] = max(latest.get(move.parcel_id, told), told)
    parcels: dict[int, Parcel] = {}
    async for parcel in book.every(Parcel):
        assert isinstance(parcel, Parcel)
        parcels[parcel.id] = parcel
        came = latest.get(parcel.id)
        findings.equal(f"newest move of parcel {parcel.id}", parcel.state, came[2] if came else "none")
    if not parcels:
        return
    async for grant in book.every(Grant):
        assert isinstance(grant, Grant)
        own = parcels.pop(grant.id, None)
        if own:
            gone = own.state in _GONE
            findings.equal(
                f"parcel {own.id} ({own.state}) ends with its grant", gone, grant.state == "reversed"
            )
    findings.equal("parcels without a grant", [], sorted(parcels))
