"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The known name with the fewest typing slips, or None when all are too far to be meant.

    A slip is a letter added, left out, changed, or two swapped (optimal string alignment distance). One
    slip is allowed for every three letters, at least one; single letters and characters are never guessed.
    """
    if len(written) < 2:
        return None
    folded = written.casefold()
    allowed = max(1, len(written) // 3)
    near = ((_slips(folded, name.casefold(), allowed), name) for name in dict.fromkeys(known))
    best = min((pair for pair in near if pair[0] <= allowed), default=None)
    return best[1] if best else None


def same_ending(written: str, known: Iterable[str]) -> str | None:
    """The one known name of which only the part before the last dot differs: `buyer.claims` for `consumer.claims`."""
    ending = written.rpartition(".")[2].casefold()
    found = [name for name in dict.fromkeys(known) if name.rpartition(".")[2].casefold() == ending]
    return found[0] if len(found) == 1 and "." in written else None


def _slips(written: str, known: str, allowed: int) -> int:
    if abs(len(written) - len(known)) > allowed:
        return allowed + 1
    before: list[int] = []
    row = list(range(len(known) + 1))
    for i, letter in enumerate(written, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(known, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and written[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
