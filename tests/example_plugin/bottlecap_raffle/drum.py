"""The drum: a file with one line for each ticket."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def put_in(drum: Path, order_no: str, draw_name: str, tickets: int) -> str:
    """Write an order's tickets, once, and return their numbers, such as `7` or `7-8`."""
    with closing(sqlite3.connect(drum, timeout=5)) as db, db:
        db.execute(
            "CREATE TABLE IF NOT EXISTS tickets (number INTEGER PRIMARY KEY, order_no TEXT, draw_name TEXT)"
        )
        db.execute("BEGIN IMMEDIATE")
        find = "SELECT number FROM tickets WHERE order_no = ? ORDER BY number"
        if not db.execute(find, (order_no,)).fetchall():
            rows = [(order_no, draw_name)] * tickets
            db.executemany("INSERT INTO tickets (order_no, draw_name) VALUES (?, ?)", rows)
        numbers = [row[0] for row in db.execute(find, (order_no,))]
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
