"""Identifiers made in the application: 63-bit, time-ordered, needing no sequence of any database.

Layout: 41 bits of milliseconds since 2024, 12 bits drawn by this process, 10 bits counting within the
millisecond. Two processes that drew the same 12 bits may make the same number; the primary key refuses it
loudly, the transaction is tried again, and `redraw` has given the process other bits by then.
"""

from __future__ import annotations

import secrets
import threading
import time
from datetime import datetime

_EPOCH_MS = 1_704_067_200_000
_PROCESS_BITS, _COUNT_BITS = 12, 10

_lock = threading.Lock()
_process = secrets.randbits(_PROCESS_BITS)
_last_ms = 0
_count = 0


def new_id() -> int:
    """A fresh identifier, greater than every earlier one of this process."""
    global _last_ms, _count
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        if now_ms > _last_ms:
            _last_ms, _count = now_ms, 0
        else:
            _count += 1
            if _count >> _COUNT_BITS:
                _last_ms, _count = _last_ms + 1, 0
        return (_last_ms - _EPOCH_MS) << (_PROCESS_BITS + _COUNT_BITS) | _process << _COUNT_BITS | _count


def first_of(at: datetime) -> int:
    """The smallest identifier that can be made at an instant: identifiers fall into time by comparing with it."""
    milliseconds = int(at.timestamp() * 1000)
    return max(0, milliseconds - _EPOCH_MS) << (_PROCESS_BITS + _COUNT_BITS)


def redraw() -> None:
    """Take other process bits, after a refused primary key."""
    global _process
    with _lock:
        _process = secrets.randbits(_PROCESS_BITS)
