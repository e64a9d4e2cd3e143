"""Writes the approved wording of all findings again, and their pages: `python -m tests.support.write_findings`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tests.support import write_reference

_TEST = Path(__file__).parents[1] / "dsl" / "test_findings.py"


def main() -> None:
    """Write the file that `test_findings.py` compares with."""
    spec = importlib.util.spec_from_file_location("findings", _TEST)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{_TEST} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.GOLDEN.write_text(module._golden(), encoding="utf-8")
    write_reference.main()


if __name__ == "__main__":
    main()
