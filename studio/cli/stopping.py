"""How a command ends when it cannot do what it was asked."""

from __future__ import annotations

#: The command did its work and has nothing to object to.
GOOD = 0
#: The command did its work and found something: errors in a text, a failed test, a difference in the books.
FOUND = 1
#: The command could not do its work.
CANNOT = 2


class Cannot(Exception):  # noqa: N818 - reads as what it says
    """The command cannot go on. The message is one sentence for the person at the terminal."""
