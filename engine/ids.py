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
_COUNT_MASK = (1 << _COUNT_BITS) - 1

_lock = threading.Lock()
_process = secrets.randbits(_PROCESS_BITS)
#: The last milliseconds and count, as one number: when a millisecond is used up, the count carries over into the next.
_last = 0


def new_id() -> int:
    """A fresh identifier, greater than every earlier one of this process."""
    global _last
    now = (time.time_ns() // 1_000_000 - _EPOCH_MS) << _COUNT_BITS
    with _lock:
        _last = last = now if now > _last else _last + 1
        process = _process
    return last >> _COUNT_BITS << (_PROCESS_BITS + _COUNT_BITS) | process << _COUNT_BITS | last & _COUNT_MASK


def first_of(at: datetime) -> int:
    """The smallest identifier that can be made at an instant: identifiers fall into time by comparing with it."""
    milliseconds = int(at.timestamp() * 1000)
    return max(0, milliseconds - _EPOCH_MS) << (_PROCESS_BITS + _COUNT_BITS)


def made_before(seconds: float) -> int:
    """The smallest identifier that can have been made since so many seconds ago: rows below it are there, or never will be."""
    milliseconds = time.time_ns() // 1_000_000 - int(seconds * 1000)
    return max(0, milliseconds - _EPOCH_MS) << (_PROCESS_BITS + _COUNT_BITS)


def redraw() -> None:
    """Take other process bits, after a refused primary key."""
    global _process
    with _lock:
        _process = secrets.randbits(_PROCESS_BITS)
