"""Every finding about a sound campaign as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.analysis.chains import chain_findings
from dsl.analysis.funding import funding_findings, pot_findings
from dsl.analysis.gaps import gap_findings
from dsl.analysis.law import law_findings
from dsl.analysis.reach import Spans, reach_findings
from dsl.analysis.rough import rough_findings
from dsl.analysis.shops import shop_findings
from dsl.analysis.survey import survey
from dsl.campaign import Campaign
from dsl.diagnostics import Diagnostic
from dsl.vocabulary import Vocabulary


def analyse(campaign: Campaign, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    """Whom each trigger reaches, what its budgets can hold and what the law says, trigger by trigger.

    `spans` gives the place of a line in the text.
    """
    whole = survey(campaign, vocabulary)
    for found in whole.triggers:
        if found.ways is None:
            yield from rough_findings(found.cells, vocabulary, spans)
        else:
            yield from reach_findings(found.ways, vocabulary, spans)
            yield from gap_findings(found.ways, vocabulary, spans)
        yield from funding_findings(whole, found, spans)
        yield from law_findings(whole, found, spans)
    yield from pot_findings(campaign, spans)
    yield from chain_findings(campaign, spans)
    yield from shop_findings(campaign, spans)
