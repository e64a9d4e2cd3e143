"""The catalogue of findings: one entry for each code, worded in English and Chinese.

House style: lower case, no final stop, the user's own text in backticks; the message says what is wrong, only
the help says what to do.
"""

from dsl.messages.analysis import ANALYSIS
from dsl.messages.coupons import COUPONS
from dsl.messages.entry import Entry
from dsl.messages.facts import FACTS
from dsl.messages.locks import LOCKS
from dsl.messages.names import NAMES
from dsl.messages.offers import OFFERS
from dsl.messages.reading import READING
from dsl.messages.rules import RULES
from dsl.messages.terms import TERMS
from dsl.messages.tiers import TIERS

CATALOGUE: dict[str, Entry] = {
    **READING,
    **NAMES,
    **FACTS,
    **RULES,
    **TERMS,
    **ANALYSIS,
    **LOCKS,
    **TIERS,
    **COUPONS,
    **OFFERS,
}

__all__ = ["CATALOGUE", "Entry"]
