"""Processor time of process trees, from Linux's /proc: what a claim costs, however busy the machine is otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
#: Fields of /proc/PID/stat after the name, from 0: parent; time in user and kernel mode, own and of children waited for.
_PARENT, _TIMES = 1, slice(11, 15)


def spent_s(root: int) -> float:
    """Seconds that a process, its living descendants and those already waited for have used."""
    found = {int(entry.name): stat for entry in Path("/proc").iterdir() if (stat := _stat(entry))}
    tree, waiting = set[int](), [root]
    while waiting:
        one = waiting.pop()
        tree.add(one)
        waiting += [pid for pid, stat in found.items() if int(stat[_PARENT]) == one and pid not in tree]
    return sum(sum(map(int, found[pid][_TIMES])) for pid in tree if pid in found) / _TICKS_A_SECOND


_SERVERS: Final = list[int]()


@contextmanager
def measured(server: int) -> Iterator[None]:
    """While the block runs, a server's process counts among those of `servers_s`."""
    _SERVERS.append(server)
    try:
        yield
    finally:
        _SERVERS.remove(server)


def servers_s() -> float:
    """What the servers that run now have used."""
    return sum(map(spent_s, _SERVERS))


def _stat(entry: Path) -> list[str] | None:
    """The fields after the name, which may hold blanks; None for what is no process or has just ended."""
    if not entry.name.isdigit():
        return None
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
