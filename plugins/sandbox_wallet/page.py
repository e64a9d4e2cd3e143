"""A page for people: what the wallet has paid, in English or Chinese, readable without a script."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from engine.spi import Label, Money, money_in_words
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.records import Merchant, Transfer
from plugins.sandbox_wallet.web import Reply, Request

#: Orders shown on the front page.
LINES_SHOWN: Final = 200

_STYLE: Final = (files("plugins.sandbox_wallet") / "page.css").read_text("utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)

_TITLE: Final = Label("Sandbox wallet", "沙盒钱包")
_NOTE: Final = Label("Play money. Nothing here is real.", "模拟资金，一切均非真实付款。")
_FLOAT: Final = Label("float", "备付金")
_EMPTY: Final = Label(
    "Nothing has been paid yet. The first reward will appear here.",
    "还没有付款，第一笔奖励会出现在这里。",
)
_RECEIVED: Final = Label("received in all", "累计到账")
_BACK: Final = Label("All payments", "全部付款")
_OTHER: Final = Label("中文", "English")
_COLUMNS: Final = (
    Label("Paid at (UTC)", "到账时间（UTC）"),
    Label("Order", "订单号"),
    Label("Payee", "收款人"),
    Label("Amount", "金额"),
    Label("State", "状态"),
)
_STATES: Final = {
    "paid": Label("paid", "已到账"),
    "in_progress": Label("in progress", "处理中"),
    "refused": Label("refused", "已拒绝"),
}
_CODES: Final = {
    "PAYEE_NOT_VERIFIED": Label("payee not verified", "收款人未实名"),
}


class Page:
    """Renders `/` and `/payees/{payee}`."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def handle(self, request: Request) -> Reply:
        """The page at the request's address, in its reader's language."""
        locale = locale_of(request)
        if request.method not in ("GET", "HEAD"):
            return html(405, locale, request.path, f"<p>{_BACK[locale]}</p>")
        if request.path == "/":
            merchants = self._book.merchants()
            return html(200, locale, "/", self._front(merchants, locale))
        if request.path.startswith("/payees/"):
            payee = unquote(request.path.removeprefix("/payees/"))
            return html(200, locale, request.path, self._payee(payee, locale))
        return html(404, locale, "/", f'<p><a href="/?lang={locale}">{_BACK[locale]}</a></p>')

    def _front(self, merchants: list[Merchant], locale: str) -> str:
        floats = "".join(
            f"<li><b>{escape(each.merchant)}</b> {_FLOAT[locale]}"
            f" {told_amount(each.balance_minor, each.currency, locale)}</li>"
            for each in merchants
        )
        return f"<ul>{floats}</ul>{_table(self._book.latest(LINES_SHOWN), locale)}"

    def _payee(self, payee: str, locale: str) -> str:
        lines = [
            line for each in self._book.merchants() for line in self._book.received(each.merchant, payee)
        ]
        total = sum(line.amount_minor for line in lines)
        return (
            f'<p><a href="/?lang={locale}">{_BACK[locale]}</a></p><h2>{escape(payee)}</h2>'
            f'<p class="total">{_RECEIVED[locale]} {told_amount(total, "CNY", locale)}</p>{_table(lines, locale)}'
        )


def _table(transfers: list[Transfer], locale: str) -> str:
    if not transfers:
        return f'<p class="empty">{_EMPTY[locale]}</p>'
    head = "".join(f'<th scope="col">{column[locale]}</th>' for column in _COLUMNS)
    rows = "".join(_row(transfer, locale) for transfer in transfers)
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(transfer: Transfer, locale: str) -> str:
    paid_at = (transfer.paid_at or "").replace("T", " ")[:19] or "–"
    state = _STATES[transfer.state][locale]
    why = _CODES[transfer.code][locale] if transfer.code in _CODES else escape(transfer.code)
    address = f"/payees/{quote(transfer.payee, safe='')}?lang={locale}"
    payee = f'<a href="{address}">{escape(transfer.payee)}</a>'
    return (
        f"<tr><td>{paid_at}</td><td><code>{escape(transfer.order_no)}</code></td><td>{payee}</td>"
        f'<td class="amount">{told_amount(transfer.amount_minor, transfer.currency, locale)}</td>'
        f'<td class="{transfer.state}">{state}{f" · {why}" if why else ""}</td></tr>'
    )


def told_amount(minor: int, currency: str, locale: str) -> str:
    """An amount in the reader's language, safe in a page."""
    return escape(money_in_words(Money(minor, currency), locale))


def locale_of(request: Request) -> str:
    """The language of whoever reads."""
    asked = parse_qs(request.query).get("lang", [request.headers.get("accept-language", "en")])[0]
    return "zh-CN" if asked.lower().startswith("zh") else "en"


def html(status: int, locale: str, path: str, content: str, *, forms: bool = False) -> Reply:
    """A page of the wallet. With `forms` it may be answered to."""
    other = "en" if locale == "zh-CN" else "zh"
    switch = f'<a href="{escape(quote(path))}?lang={other}" hreflang="{other}">{_OTHER[locale]}</a>'
    body = (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>{_TITLE[locale]}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><header><h1>{_TITLE[locale]}</h1><p>{_NOTE[locale]}</p><nav>{switch}</nav></header>"
        f"<main>{content}</main></body></html>"
    )
    policy = _POLICY.replace("form-action 'none'", "form-action 'self'") if forms else _POLICY
    return Reply(status, body.encode(), {"content-security-policy": policy}, "text/html")
