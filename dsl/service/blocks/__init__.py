"""The text as blocks: the same document for people who point and choose. The text stays the truth, every change is a splice.

A block is a line with all that stands under it and the comments above it. Its line is a sentence with slots: whatever is a
figure, a text, a date or one word among several can be changed in place. Nothing here knows any line of the
language: slots come from the grammar's terminals, and what may stand in one is tried on the sentence itself.
"""

from dsl.service.blocks.lines import Piece, Stretch, choices, further, spare, spelled
from dsl.service.blocks.moving import Misplaced, copied, inserted, moved, removed
from dsl.service.blocks.offers import Offer, offers
from dsl.service.blocks.tree import Block, blocks

__all__ = [
    "Block",
    "Misplaced",
    "Offer",
    "Piece",
    "Stretch",
    "blocks",
    "choices",
    "copied",
    "further",
    "inserted",
    "moved",
    "offers",
    "removed",
    "spare",
    "spelled",
]
