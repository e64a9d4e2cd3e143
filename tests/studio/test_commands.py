"""What the screens show as commands is what the command line and the API know."""

from __future__ import annotations

import re
import shlex
from html import unescape

import pytest

from studio import commands
from studio.api.routes import OPERATIONS
from studio.cli.main import parser
from studio.rendering import environment
from tests.studio.test_composer_pages import Desk

PATH = {
    "campaign_id": 7, "batch_id": 8, "event_id": 9, "name": "spring", "code": "BC0606", "alliance_id": 10, "line_id": 11,
    "number": 1, "outlet_id": 12, "dealer_id": 13, "account_id": 14,
}  # fmt: skip
LINES = [
    line
    for template in commands._COMMANDS
    for line in commands.commands(template, "https://q.example", "beer", PATH, {"scans": "5", "seed": "3"})
]


@pytest.mark.parametrize("template", sorted(commands._COMMANDS))
def test_each_screen_of_the_table_is_one(template: str) -> None:
    environment().get_template(template)


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("bottlecap")])
def test_the_command_line_understands_it(line: str) -> None:
    parser().parse_args(shlex.split(line)[1:])


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("curl")])
def test_the_interface_has_such_an_address(line: str) -> None:
    found = re.search(r"https://q\.example/api/v1(\S+)", line)
    assert found
    known = [
        re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", one.path), found[1])
        for one in OPERATIONS
        if one.method == "GET"
    ]
    assert any(known), found[1]


def test_a_simulation_tells_what_its_form_said_and_leads_to_its_data() -> None:
    page = unescape(
        Desk().get("/studio/campaigns/1/simulate?scans=2000&seed=5&population=consumers%3D20+a%3Bb").text
    )
    assert "bottlecap simulate --scans 2000 --seed 5 --population 'consumers=20 a;b' campaign.cap" in page
    assert "/studio/campaigns/1/simulate.json?scans=2000&seed=5&population=consumers%3D20+a%3Bb" in page
