"""Where people pay a bill: `/pay/{token}`, in English or Chinese, without a script."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final
from urllib.parse import quote, urlsplit

from engine.spi import Label
from plugins.sandbox_wallet.bills import Bill
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.page import html, locale_of, told_amount
from plugins.sandbox_wallet.web import Reply, Request

_PAY: Final = Label("Pay", "支付")
_BACK: Final = Label("Back to the shop", "返回店铺")
_STATES: Final = {
    "open": Label("Play money: your account is not charged.", "模拟支付，不会真实扣款。"),
    "paid": Label("Paid. The shop has been told.", "已支付，店铺已收到通知。"),
    "closed": Label(
        "This bill is closed and cannot be paid any more. Nothing was charged.",
        "该账单已关闭，无法再支付，未发生扣款。",
    ),
}
_UNKNOWN: Final = Label("There is no such bill.", "没有这个账单。")


class PayPage:
    """Shows a bill to whoever holds its address, and takes the payment."""

    def __init__(self, book: Book, now_us: Callable[[], int]) -> None:
        self._book, self._now_us = book, now_us

    def handle(self, request: Request) -> Reply:
        """The page, after the payment where one is made. Paying twice pays once."""
        locale, token = locale_of(request), request.path.removeprefix("/pay/")
        if request.method == "POST":
            self._book.pay_bill(token, self._now_us())
        elif request.method not in ("GET", "HEAD"):
            return html(405, locale, request.path, f"<p>{_UNKNOWN[locale]}</p>")
        bill = self._book.bill_behind(token, self._now_us())
        if bill is None:
            return html(404, locale, "/", f"<p>{_UNKNOWN[locale]}</p>")
        return html(200, locale, request.path, _bill(bill, locale), forms=bill.state == "open")


def _bill(bill: Bill, locale: str) -> str:
    amount = told_amount(bill.amount_minor, bill.currency, locale)
    address = f"/pay/{quote(bill.token)}?lang={locale}"
    press = (
        f'<form method="post" action="{escape(address)}"><button>{_PAY[locale]} {amount}</button></form>'
        if bill.state == "open"
        else ""
    )
    sound = urlsplit(bill.back_url).scheme in ("http", "https")
    back = f'<p><a href="{escape(bill.back_url)}">{_BACK[locale]}</a></p>' if sound else ""
    return (
        f'<section class="bill"><h2>{escape(bill.subject)}</h2><p class="total">{amount}</p>'
        f'<p class="{bill.state}" role="status">{_STATES[bill.state][locale]}</p>{press}{back}</section>'
    )
