"""A symbol is tried before it is printed: drawn in its ink, treated as packs are, and read back by an independent reader."""

from __future__ import annotations

import pytest

from studio.codes.proofing import Proof, Spec, prove
from studio.codes.refusals import PictureRefused
from tests.support.site import prose
from tests.support.studio_site import SAME, Desk

TEXT = "HTTPS://Q.EXAMPLE.CN/C/00000000000000"


def proof(spec: Spec) -> Proof:
    made = prove(TEXT, spec)
    assert isinstance(made, Proof)
    return made


@pytest.mark.parametrize(
    "spec",
    [Spec(), Spec(0.3, "Q"), Spec(around_mm=65), Spec(around_mm=24), Spec(ink="#b3231a", paper="#f2e8d5")],
)
def test_what_is_printed_well_is_read_in_every_trial(spec: Spec) -> None:
    made = proof(spec)
    assert made.passed
    assert [trial.name for trial in made.trials if trial.name == "bent"] == (
        ["bent"] if spec.around_mm else []
    )


@pytest.mark.parametrize(
    ("spec", "unread"),
    [
        (Spec(0.25, "M"), "blurred"),  # too fine for a phone that has not found its focus
        (Spec(around_mm=9), "bent"),  # its sides lie behind the pack
        (Spec(ink="#cccccc"), "all"),  # hardly an ink
        (Spec(quiet=0), "printed"),  # the pack's own print touches it
    ],
)
def test_what_cannot_be_read_is_found_before_it_is_printed(spec: Spec, unread: str) -> None:
    made = proof(spec)
    assert not made.passed
    assert unread in {trial.name for trial in made.trials if not trial.read}


def test_light_on_dark_and_narrow_margins_do_not_pass_though_they_may_be_read() -> None:
    assert proof(Spec(ink="#ffffff", paper="#000000")).grade == "F"
    narrow = proof(Spec(quiet=2))
    assert narrow.trials[0].read
    assert not narrow.passed


def test_true_size_counts_the_quiet_zone() -> None:
    made = proof(Spec(0.5))
    assert made.side_mm == (made.modules + 8) * 0.5


def test_a_module_that_no_press_holds_is_refused() -> None:
    assert isinstance(prove(TEXT, Spec(0.1)), PictureRefused)


def test_a_proof_is_kept_only_when_it_has_passed_and_stands_on_the_receipt() -> None:
    desk = Desk()
    failed = desk.post("/studio/codes/1/proof", {"ink": "#cccccc"}, **SAME)
    assert failed.status_code == 422
    assert desk.json("/studio/codes/1/proof.json")["standing"] == []
    assert desk.post("/studio/codes/1/proof", {"around": "65"}, **SAME).status_code == 303
    assert len(desk.json("/studio/codes/1/proof.json")["standing"]) == 1
    desk.get("/studio/codes/1/codes.txt?form=code&first=1&last=20")
    receipt = prose(desk.get("/studio/codes/1/receipt?first=1&last=20&form=code").text)
    assert "0.4 mm" in receipt
    assert desk.get("/studio/codes/1/receipt?first=1&last=21&form=code").status_code == 404


@pytest.mark.parametrize("query", ["module=fine", "ink=red", "around=2", "error=X", "quiet=99"])
def test_what_is_no_measure_is_told(query: str) -> None:
    answer = Desk().get(f"/studio/codes/1/proof?{query}")
    assert answer.status_code == 422
    assert "millimetres" in prose(answer.text)
