"""What each screen shows, as commands: whatever is looked at or clicked can be run, committed and repeated without the studio."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

#: By the template of the screen. A line that begins with a slash is an address of the API, asked with a brand's key.
_COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "composer/home.html": ("/campaigns", "/payouts/stuck", "/reviews"),
    "shop/shop.html": ("/offers", "/groups", "/purchases"),
    "composer/campaigns.html": ("/campaigns",),
    "composer/new.html": ("bottlecap samples",),
    "composer/results.html": ("/campaigns/{campaign_id}/decisions",),
    "composer/why.html": (
        "/decisions/{event_id}/why",
        "bottlecap explain --brand {brand} --voice marketer {event_id}",
    ),
    "composer/edit.html": (
        "/campaigns/{campaign_id} > campaign.json",
        "bottlecap check --costs campaign.cap",
        "bottlecap test --coverage campaign.cap",
    ),
    "composer/history.html": ("/campaigns/{campaign_id}", "/campaigns/{campaign_id}/disclosure"),
    "composer/publish.html": (
        "bottlecap check campaign.cap",
        "bottlecap test campaign.cap",
        "bottlecap diff live.cap campaign.cap",
    ),
    "composer/simulate.html": ("bottlecap simulate{options} campaign.cap",),
    "composer/reviews.html": ("/reviews", "/payouts/stuck", "/payouts/held"),
    "composer/shared_texts.html": ("/shared-texts",),
    "composer/shared_text.html": ("/shared-texts/{name}",),
    "composer/help.html": ("bottlecap fmt campaign.cap", "bottlecap lsp"),
    "composer/codes.html": ("bottlecap explain-code BC0606",),
    "composer/code.html": ("bottlecap explain-code {code}",),
    "codes/batches.html": ("/batches",),
    "codes/batch.html": (
        "/batches/{batch_id}",
        "bottlecap export --brand {brand} --batch {batch_id} --form url --out for-the-printer.txt",
    ),
    "codes/goods.html": ("bottlecap gaps --brand {brand}", "/diversions", "/service-cases"),
    "partners/partners.html": ("/alliances",),
    "partners/partner.html": ("/alliances/{alliance_id}", "/alliances/{alliance_id}/statements"),
    "partners/statement.html": ("/alliances/{alliance_id}/statements/{number}/lines",),
    "partners/line.html": ("/alliances/{alliance_id}/lines/{line_id}",),
    "people/people.html": (
        "bottlecap user add --brand {brand} --email li.na@example.com --name 'Li Na' --role author",
    ),
}
#: What a simulation's form asks, and the option that says the same.
_OPTIONS: Final = (
    ("scans", "--scans"),
    ("days", "--days"),
    ("seed", "--seed"),
    ("seeds", "--seeds"),
    ("population", "--population"),
)


def commands(
    template: str, origin: str, brand: str, path: Mapping[str, object], query: Mapping[str, str]
) -> tuple[str, ...]:
    """The commands of a screen, with what its address names put in; none where no command says the same."""
    options = "".join(f" {option} {shlex.quote(query[name])}" for name, option in _OPTIONS if query.get(name))
    named = {name: shlex.quote(str(value)) for name, value in path.items()} | {"brand": shlex.quote(brand)}
    return tuple(
        _asked(line.format(**named, options=options), origin) for line in _COMMANDS.get(template, ())
    )


def _asked(line: str, origin: str) -> str:
    if not line.startswith("/"):
        return line
    address, _, rest = line.partition(" ")
    return (
        f'curl -H "Authorization: Bearer $BOTTLECAP_KEY" {origin}/api/v1{address}{" " + rest if rest else ""}'
    )
