"""The process's log: lines for people, or one JSON object a line for a collector. Both name the request."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final, Literal

from engine.api import TRACE

LogForm = Literal["plain", "json"]

#: What every record has of itself; whatever else it carries was added by who wrote it.
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "trace", "taskName"}


def configure(form: LogForm, level: str) -> None:
    """Write the log of this process to its standard error. `level` is a name of `logging`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for loud in ("httpx", "httpcore", "asyncio", "tortoise"):
        logging.getLogger(loud).setLevel(max(logging.getLevelName(level), logging.WARNING))


def _trace(record: logging.LogRecord) -> str:
    """The trace that the line names itself, else that of the request at hand."""
    return str(getattr(record, "trace", "") or TRACE.get())


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "message", "request", ...}`: whatever a line adds stands beside them."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := _trace(record):
            line["request"] = trace
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """`12:00:00 warning engine.outbox.door: ... [request]`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback below it."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        trace = _trace(record)
        line = f"{at} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        line += f" [{trace}]" if trace else ""
        return line + (f"\n{self.formatException(record.exc_info)}" if record.exc_info else "")
