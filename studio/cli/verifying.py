"""`verify`: recompute draws from what is public after the end, without a database and without trust."""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.api import Disclosed, Language, Proof, Told, load_language
from studio.cli.opening import PLUGINS
from studio.cli.stopping import FOUND, GOOD, Cannot
from studio.cli.texts import Commands


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    verify = commands.add_parser(
        "verify",
        help="recompute the draws of a campaign that has ended, from public data alone",
        description="Check that a campaign's secret is the one that was committed and its text the one that was "
        "published, and tell the number that each code drew. The number is HMAC-SHA256 under the secret over "
        "`CODE|EVENT|DRAW`, read as a whole number of 256 bits, times the scale, divided by 2^256; events and draws "
        "are counted from 0. A deal goes by the code's place among the printed codes, under the first version's secret. "
        "Ends with 1 when something does not fit.",
        epilog="examples: bottlecap verify draws.json --code 7K3QX2M9R4TB8V; "
        "bottlecap verify --secret HEX --hash HEX --campaign published.cap --code 7K3QX2M9R4TB8V",
    )
    verify.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the campaign's disclosure, JSON from its terms page or the API",
    )
    verify.add_argument("--secret", metavar="HEX", help="the secret, where there is no FILE")
    verify.add_argument("--hash", metavar="HEX", help="the secret's hash as shown before the campaign")
    verify.add_argument("--campaign", type=Path, metavar="FILE", help="the published text, to tell outcomes")
    verify.add_argument(
        "--code", action="append", default=[], metavar="CODE", help="a printed code; may be repeated"
    )
    verify.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="NAME:ID",
        help="an event that was told, such as purchase:order-7; needs FILE and may be repeated",
    )
    verify.add_argument(
        "--place",
        type=int,
        metavar="N",
        help="the code's place among the printed codes, from 1, by which a deal goes",
    )
    verify.add_argument("--version", type=int, metavar="N", help="only this version of FILE")
    verify.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Tell what fits and what was drawn."""
    language = load_language(PLUGINS)
    if given.file is not None:
        campaign_id, every = _disclosed(given.file)
        first = min(every, key=lambda one: one.number, default=None)
        versions = [one for one in every if given.version in (None, one.number)]
        if not versions:
            raise Cannot(f"{given.file} has no version {given.version}")
        return (
            FOUND
            if [one for one in versions if not _told(language, one, given, first, campaign_id)]
            else GOOD
        )
    if given.event:
        raise Cannot("an event's draws go by its campaign: give the disclosure FILE")
    if not given.secret or not given.hash:
        raise Cannot("give a disclosure FILE, or --secret and --hash")
    return GOOD if _secret_alone(language, given) else FOUND


def _disclosed(path: Path) -> tuple[int, list[Disclosed]]:
    """The campaign's id and its versions."""
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return int(told.get("campaign_id", 0)), [
            Disclosed(
                int(one["number"]),
                datetime.fromisoformat(one["published_at"]),
                str(one["vocabulary"]),
                str(one["text"]),
                str(one["hash"]),
                str(one["secret_hash"]),
                str(one["secret"]),
            )
            for one in told["versions"]
        ]
    except OSError as error:
        raise Cannot(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Cannot(f"{path} is not a disclosure: {error!r}") from error


def _told(
    language: Language,
    version: Disclosed,
    given: argparse.Namespace,
    first: Disclosed | None,
    campaign_id: int,
) -> bool:
    """Print what one version proves; whether all fits."""
    proof = language.verify(version)
    print(f"version {version.number}, published {version.published_at:%Y-%m-%d %H:%M:%S} UTC")
    print(f"  {_fits(proof.text_fits)}  text and name {version.hash}")
    print(f"  {_fits(proof.secret_fits)}  secret and its hash {version.secret_hash}")
    for code in given.code:
        found = language.verify(version, code, place=given.place, first=first)
        _draws(found, version.text, f"code {code}")
    for event in given.event:
        name, colon, event_id = event.partition(":")
        if not colon:
            raise Cannot(f"write an event as NAME:ID, such as purchase:order-7, not {event}")
        found = language.verify(version, event=Told(campaign_id, name, event_id))
        _draws(found, version.text, f"event {event}")
    return proof.holds


def _secret_alone(language: Language, given: argparse.Namespace) -> bool:
    try:
        secret = bytes.fromhex(given.secret)
    except ValueError:
        raise Cannot("--secret must be written in hex") from None
    fits = hashlib.sha256(secret).hexdigest() == str(given.hash).lower()
    print(f"{_fits(fits)}  secret and its hash {given.hash.lower()}")
    if given.code and given.campaign is None:
        raise Cannot("what a code drew depends on the published text: give it with --campaign FILE")
    if given.code:
        try:
            text = given.campaign.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Cannot(f"{given.campaign} cannot be read: {error}") from error
        version = Disclosed(1, datetime.now(UTC), "", text, "", given.hash, given.secret)
        for code in given.code:
            _draws(language.verify(version, code, place=given.place), text, f"code {code}")
    return fits


def _draws(proof: Proof, text: str, what_for: str) -> None:
    print(f"  {what_for}")
    if proof.draws is None:
        raise Cannot("the published text has words that are not installed here: install the same plugins")
    lines = text.splitlines()
    for draw in proof.draws:
        what = f"    {lines[draw.event - 1].strip()}, {'deal' if draw.dealt else 'draw'} on line {draw.line}:"
        if draw.number is None or draw.outcome is None:
            print(f"{what} goes by the code's place, give it with --place")
            continue
        print(
            f"{what} number {draw.number + 1:,} of "
            f"{draw.scale:,}, line {draw.outcome}: {' '.join(lines[draw.outcome - 1].split())}"
        )
    if not proof.draws:
        print("    nothing is drawn for it in this campaign")


def _fits(fits: bool) -> str:
    return "ok     " if fits else "DIFFERS"
