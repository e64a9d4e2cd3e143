"""Approval by a second person: with four eyes, nobody publishes what they wrote last. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dsl.values import Label

#: Who may approve.
APPROVERS: Final = frozenset({"approver", "admin"})


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something: the name that is shown, and the account; a machine, and whoever acted long ago, has none."""

    name: str
    account: int | None

    def may_be(self, other: Signed) -> bool:
        """Whether two could be one person: by their accounts, whatever they are called; by name where one has none."""
        if self.account is not None and other.account is not None:
            return self.account == other.account
        return self.name == other.name


def not_approved(author: Signed, by: Signed, role: str | None) -> Iterator[Label]:
    """Why a draft that `author` saved last may not be published by this person; nothing where it may.

    `role` is that of a signed-in person; None stands for a machine, which approves nothing.
    """
    if role is None:
        yield Label(
            "this brand wants a second person's approval: an approver publishes in the studio",
            "本品牌已开启双人复核：须由审批人在工作台发布",
        )
        return
    if role not in APPROVERS:
        yield Label(
            "this brand wants a second person's approval: only an approver or an admin publishes",
            "本品牌已开启双人复核：只有审批人或管理员可以发布",
        )
    if by.may_be(author):
        yield Label(
            "you changed this draft last; another person has to approve and publish it",
            "这份草稿最后由你修改，须由另一人审核并发布",
        )
