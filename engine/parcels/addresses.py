"""Where a prize is sent: what a winner writes, and how much of it those see who need not know. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from dsl.values import Label

_MOBILE: Final = re.compile(r"\+?[0-9]{6,15}")
_SPACES: Final = re.compile(r"[\s\-()]+")
NAME_MAX, REGION_MAX, STREET_MAX = 60, 80, 200


@dataclass(frozen=True, slots=True)
class Address:
    """A recipient with a mobile number, a region (province, city, district) and the rest of the address."""

    name: str
    mobile: str
    region: str
    street: str

    def faults(self) -> Iterator[tuple[str, Label]]:
        """What is wrong with it: the field, and the words."""
        for field, most in (("name", NAME_MAX), ("region", REGION_MAX), ("street", STREET_MAX)):
            text = getattr(self, field)
            if not 1 <= len(text) <= most or not text.isprintable():
                yield field, Label(f"write up to {most} characters", f"请填写，最多 {most} 个字")
        if not _MOBILE.fullmatch(self.mobile):
            yield (
                "mobile",
                Label("write a mobile number, such as 13800000000", "请填写手机号，例如 13800000000"),
            )

    def tidied(self) -> Address:
        """Without spaces at the ends, and none within the number."""
        mobile = _SPACES.sub("", self.mobile)
        return Address(self.name.strip(), mobile, self.region.strip(), self.street.strip())

    def masked(self) -> Address:
        """Who it may be, for those who do not send it: 陈**, 138****0000, the region, no street."""
        hidden = "*" * max(1, len(self.name) - 1)
        return Address(self.name[:1] + hidden, f"{self.mobile[:3]}****{self.mobile[-4:]}", self.region, "***")

    def stored(self) -> str:
        """As kept in the database."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def restored(text: str | None) -> Address | None:
        """From what `stored` made."""
        return None if text is None else Address(**json.loads(text))
