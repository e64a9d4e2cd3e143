"""Sheets of many pages: made by other processes while people go on, kept for a day for whoever asked.

A job is two files in a folder that only this account of the machine can read: its state as JSON, replaced as a whole
after each page, and in the end its PDF. So every process of one `serve` can tell of it, and it outlives a reload.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import secrets
import stat
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal

from studio.codes.pdf import PackedPage, document
from studio.codes.sheets import Plan, SheetItem, sheet_page

_LOG: Final = logging.getLogger("bottlecap.sheets")
State = Literal["waiting", "running", "done", "cancelled", "failed"]
#: A short run; beyond it a printer works from the text.
JOB_SYMBOLS_MAX: Final = 20_000
KEPT_S: Final = 24 * 3_600
#: A page takes well under a second; a job that says nothing for so long has lost its process.
SILENT_S: Final = 60
#: Jobs of one person that are not finished yet.
OPEN_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Job:
    """Symbols of serials `first` to `last` of a batch, for one person of one brand; `done` of `pages` are made."""

    id: str
    brand: str
    user: int
    batch: int
    first: int
    last: int
    pages: int
    done: int = 0
    state: State = "waiting"

    @property
    def open(self) -> bool:
        """Whether it goes on."""
        return self.state in ("waiting", "running")


class SheetShelf:
    """The jobs of one machine. `workers` processes make pages at a time; further jobs wait for their turn."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder, self._workers = folder, workers
        self._turn, self._closing = threading.Lock(), threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, wanted: Job, plan: Plan, items: Sequence[SheetItem], title: str) -> Job | None:
        """Begin; the job under its new id, or None when this person has enough under way."""
        self._require_own_folder()
        self._sweep()
        held = [self._read(path.stem) for path in self._folder.glob("*.json")]
        if sum(1 for one in held if one and one.open and self._owned(one, wanted)) >= OPEN_MAX:
            return None
        job = replace(wanted, id=secrets.token_hex(16))
        self._write(job)
        thread = threading.Thread(target=self._work, args=(job, plan, items, title), daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        return job

    def find(self, job_id: str, brand: str, user: int) -> Job | None:
        """A job of this person, at most a day old."""
        job = self._read(job_id)
        return job if job is not None and (job.brand, job.user) == (brand, user) else None

    def cancel(self, job: Job) -> None:
        """Stop after the pages that are under way, in whichever process they are."""
        if job.open:
            self._path(job.id, "cancel").touch()

    def pdf(self, job: Job) -> Path | None:
        """The finished file."""
        path = self._path(job.id, "pdf")
        return path if job.state == "done" and path.exists() else None

    def close(self) -> None:
        """Stop what this process makes, and wait for it."""
        self._closing.set()
        for thread in self._threads:
            thread.join()

    def _require_own_folder(self) -> None:
        """Unclaimed codes are money: nobody else on this machine may have made the folder, or read it."""
        with contextlib.suppress(FileExistsError):
            self._folder.mkdir(mode=0o700, parents=True)
        found = self._folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise PermissionError(f"{self._folder} must be a folder of this account alone")

    @staticmethod
    def _owned(job: Job, by: Job) -> bool:
        return (job.brand, job.user) == (by.brand, by.user)

    def _path(self, job_id: str, suffix: str) -> Path:
        return self._folder / f"{job_id}.{suffix}"

    def _read(self, job_id: str) -> Job | None:
        path = self._path(job_id, "json")
        try:
            job, age = Job(**json.loads(path.read_text("utf-8"))), time.time() - path.stat().st_mtime
        except FileNotFoundError:
            return None
        if age > KEPT_S:
            return None
        return replace(job, state="failed") if job.open and age > SILENT_S else job

    def _write(self, job: Job) -> Job:
        new = self._path(job.id, "new")
        new.write_text(json.dumps(asdict(job)), "utf-8")
        new.replace(self._path(job.id, "json"))
        return job

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process sweeps too
                if time.time() - path.stat().st_mtime > KEPT_S:
                    path.unlink()

    def _stopped(self, job: Job) -> bool:
        return self._closing.is_set() or self._path(job.id, "cancel").exists()

    def _work(self, job: Job, plan: Plan, items: Sequence[SheetItem], title: str) -> None:
        try:
            while not self._turn.acquire(timeout=1):
                if self._stopped(job):
                    self._write(replace(job, state="cancelled"))
                    return
                self._write(job)
            try:
                pages = self._make(job, plan, items)
            finally:
                self._turn.release()
            if pages is None:
                return
            new = self._path(job.id, "part")
            new.write_bytes(document(pages, title))
            new.replace(self._path(job.id, "pdf"))
            self._write(replace(job, state="done", done=plan.pages))
        except Exception:  # noqa: BLE001 - whatever broke, whoever waits is told
            _LOG.exception("the sheet %s failed", job.id)
            self._write(replace(job, state="failed"))

    def _make(self, job: Job, plan: Plan, items: Sequence[SheetItem]) -> list[PackedPage] | None:
        """All pages in order, or None when stopped. Few are handed out ahead, so that stopping is quick."""
        pages: list[PackedPage] = []
        ahead: deque[Future[PackedPage]] = deque()
        # Other threads run here, so the workers must not be copies of this process.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._workers, mp_context=context) as pool:
            for number in range(1, plan.pages + self._workers + 1):
                if self._stopped(job):
                    pool.shutdown(cancel_futures=True)
                    self._write(replace(job, state="cancelled", done=len(pages)))
                    return None
                if number <= plan.pages:
                    ahead.append(pool.submit(sheet_page, plan, plan.items_of(items, number), number))
                if ahead and (len(ahead) > self._workers or number >= plan.pages):
                    pages.append(ahead.popleft().result())
                    self._write(replace(job, state="running", done=len(pages)))
            pages += [one.result() for one in ahead]
        return pages
