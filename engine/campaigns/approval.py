"""Approval by a second person: with four eyes, nobody publishes what they wrote last. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dsl.values import Label

#: Who may approve.
APPROVERS: Final = frozenset({"approver", "admin"})


def not_approved(author: str, by: str, role: str | None) -> Iterator[Label]:
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
    if by == author:
        yield Label(
            "you changed this draft last; another person has to approve and publish it",
            "这份草稿最后由你修改，须由另一人审核并发布",
        )
