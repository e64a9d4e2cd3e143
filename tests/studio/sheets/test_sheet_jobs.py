"""Sheets of many pages: made in other processes, told of while they are made, stopped, kept for one person for a day."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.codes.sheet_jobs import KEPT_S, OPEN_MAX, SILENT_S, Job, SheetShelf
from studio.codes.sheets import Plan, SheetItem, plan_sheet, sheet_pdf
from tests.support.studio_site import Desk

BATCH = "/studio/codes/1"


def items(count: int) -> list[SheetItem]:
    return [SheetItem(f"HTTPS://Q.CN/C/7K3QM9XD{n:06}", f"7K3QM9XD{n:06}") for n in range(count)]


def planned(wanted: list[SheetItem]) -> Plan:
    plan = plan_sheet(wanted)
    assert isinstance(plan, Plan)
    return plan


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[SheetShelf]:
    made = SheetShelf(tmp_path / "sheets", 2)
    yield made
    made.close()


def begin(shelf: SheetShelf, count: int, user: int = 1) -> Job:
    wanted = items(count)
    plan = planned(wanted)
    job = shelf.start(Job("", "drinks", user, 1, 1, count, plan.pages), plan, wanted, "Proof")
    assert job is not None
    return job


def ended(shelf: SheetShelf, job: Job) -> Job:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = shelf.find(job.id, job.brand, job.user)
        assert found is not None
        if not found.open:
            return found
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def test_pages_of_several_processes_are_the_same_file(shelf: SheetShelf) -> None:
    job = ended(shelf, begin(shelf, 400))
    assert (job.state, job.done) == ("done", job.pages)
    assert job.pages > 2
    whole, path = sheet_pdf(items(400), "Proof"), shelf.pdf(job)
    assert path is not None
    assert path.read_bytes() == whole.pdf  # type: ignore[union-attr]  # a refusal has no pdf and fails here too


def test_a_job_is_stopped_from_any_process_and_keeps_nothing(shelf: SheetShelf, tmp_path: Path) -> None:
    job = begin(shelf, 2_000)
    SheetShelf(tmp_path / "sheets", 1).cancel(job)
    stopped = ended(shelf, job)
    assert stopped.state == "cancelled"
    assert stopped.done < stopped.pages
    assert shelf.pdf(stopped) is None


def test_a_job_is_one_persons_and_of_one_day(shelf: SheetShelf, tmp_path: Path) -> None:
    job = ended(shelf, begin(shelf, 2))
    assert shelf.find(job.id, "drinks", 2) is None
    assert shelf.find(job.id, "beer", 1) is None
    state = tmp_path / "sheets" / f"{job.id}.json"
    assert state.parent.stat().st_mode & 0o077 == 0
    long_ago = time.time() - KEPT_S - 5
    for path in state.parent.iterdir():
        os.utime(path, (long_ago, long_ago))
    assert shelf.find(job.id, "drinks", 1) is None
    ended(shelf, begin(shelf, 2))
    assert not list(state.parent.glob(f"{job.id}.*"))


def test_a_job_whose_process_died_is_told_as_failed(shelf: SheetShelf, tmp_path: Path) -> None:
    job = begin(shelf, 2_000)
    shelf.close()
    state = tmp_path / "sheets" / f"{job.id}.json"
    state.write_text(state.read_text("utf-8").replace("cancelled", "running"), "utf-8")
    silent = time.time() - SILENT_S - 5
    os.utime(state, (silent, silent))
    found = shelf.find(job.id, "drinks", 1)
    assert found is not None
    assert found.state == "failed"


def test_one_person_has_few_jobs_at_a_time(shelf: SheetShelf) -> None:
    wanted = items(2_000)
    plan = planned(wanted)
    for _ in range(OPEN_MAX):
        begin(shelf, 2_000)
    assert shelf.start(Job("", "drinks", 1, 1, 1, 2_000, plan.pages), plan, wanted, "x") is None
    begin(shelf, 2, user=2)


def test_a_sheet_is_started_seen_and_taken_in_the_studio(shelf: SheetShelf) -> None:
    """The page looks again by itself until it is done; taking the file leaves a trace; others see nothing of it."""
    desk = Desk()
    desk.app.state.sheets = shelf
    answer = desk.post(f"{BATCH}/sheets", {"first": "1", "last": "120"})
    address = answer.headers["location"]
    page = desk.follow(answer)
    told = desk.json(f"{address}.json")
    assert ('http-equiv="refresh"' in page.text) or told["state"] == "done"
    until = time.monotonic() + 60
    while told["state"] != "done" and time.monotonic() < until:
        time.sleep(0.05)
        told = desk.json(f"{address}.json")
    assert (told["state"], told["done"]) == ("done", told["pages"])
    finished = desk.get(address).text
    assert "http-equiv" not in finished
    assert f'href="{address}/sheet.pdf"' in finished
    assert desk.get(f"{address}/sheet.pdf").content.startswith(b"%PDF-")
    (taken,) = desk.engine.codes.taken
    assert (taken.first, taken.last, taken.form) == (1, 120, "sheet")
    other = Desk(desk.engine, email="bo@example.com")
    other.app.state.sheets = shelf
    assert other.get(address).status_code == 404
    assert desk.get(f"{BATCH}/sheets/{'0' * 32}").status_code == 404
    assert desk.get(f"{BATCH}/sheets/..%2fx").status_code == 404
    assert desk.post(f"{BATCH}/sheets", {"first": "0", "last": "9"}).status_code == 422


def test_a_folder_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """Unclaimed codes are money, and the machine's folder for passing files is everybody's."""
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "closed")
    wanted = items(2)
    plan = planned(wanted)
    for name in ("open", "link"):
        with pytest.raises(PermissionError, match="this account alone"):
            SheetShelf(tmp_path / name, 1).start(Job("", "drinks", 1, 1, 1, 2, 1), plan, wanted, "x")
    assert not list((tmp_path / "open").iterdir())
