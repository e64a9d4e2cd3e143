"""What stands on the pack: the code alone, a short address, or a GS1 Digital Link with the code as serial."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

Form = Literal["code", "url", "digital_link"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)

#: Path of the short address. Upper case, because a QR symbol holds capitals in two thirds of the room.
CODE_PATH: Final = "/C/"

_ORIGIN: Final = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)


def printed_prefix(form: Form, origin: str, gtin: str) -> str:
    """What stands before the code. `origin` is a scheme and host, such as `https://q.brand.cn`, and no path.

    Scheme and host may be written in any case and are written in capitals, which keeps the symbol small.
    """
    if form not in FORMS:
        raise ValueError(f"`{form}` is not one of {', '.join(FORMS)}")
    if form == "code":
        return ""
    if _ORIGIN.fullmatch(origin) is None:
        raise ValueError(f"`{origin}` is not a scheme and host such as https://q.brand.cn")
    return origin.upper() + (CODE_PATH if form == "url" else f"/01/{gtin}/21/")


def printed_text(form: Form, origin: str, gtin: str, code: str) -> str:
    """What one pack carries for a canonical code."""
    return printed_prefix(form, origin, gtin) + code
