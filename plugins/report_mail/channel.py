"""Reports over SMTP: encrypted where the server can, and always where it asks who sends."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from engine.spi import Delivered, Label, Refused, Report, ReportChannel, Setting, Unknown

URL: Final = "BOTTLECAP_MAIL_URL"
SENDER: Final = "BOTTLECAP_MAIL_FROM"
_TIMEOUT_S: Final = 15.0
_PORTS: Final = {"smtp": 587, "smtps": 465}
_UNKNOWN_ADDRESS: Final = Label("The mail server does not know this address.", "邮件服务器不认识该地址。")
_NOT_TAKEN: Final = Label("The mail server does not take this report.", "邮件服务器拒收该报表。")


class Mail(ReportChannel):
    """Mail by the brand's own server, or that of its provider."""

    code = "mail"
    label = Label("Mail", "邮件")
    help = Label("Reports as mail with a CSV file.", "以邮件发送报表，附 CSV 文件。")
    settings = (
        Setting(
            URL,
            Label("Mail server: smtps://user:password@host", "邮件服务器：smtps://用户:密码@主机"),
            secret=True,
        ),
        Setting(SENDER, Label("Sender's address", "发件地址")),
    )

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._url = self._sender = ""

    async def start(self, config: Mapping[str, str]) -> None:
        """Raises ValueError for an address that is none; the server is asked when there is something to send."""
        url = urlsplit(config[URL])
        if url.scheme not in _PORTS or not url.hostname:
            raise ValueError(f"{URL} must be like smtps://user:password@host")
        self._url, self._sender = config[URL], config[SENDER]

    async def send(self, report: Report) -> Delivered | Refused | Unknown:
        """One mail; its Message-ID is made from the report's number, so that a second copy is known for one."""
        if not self._url:
            return Unknown("mail is not set up")
        return await asyncio.to_thread(self._send, report)

    def _send(self, report: Report) -> Delivered | Refused | Unknown:
        try:
            with self._connected() as server:
                server.send_message(self._mail(report))
        except smtplib.SMTPRecipientsRefused as error:
            status, _ = next(iter(error.recipients.values()))
            return (
                Refused(str(status), _UNKNOWN_ADDRESS, payee_fault=True)
                if status >= 500
                else Unknown(str(status))
            )
        except smtplib.SMTPAuthenticationError as error:
            return Unknown(f"the mail server does not let us in: {error.smtp_code}")
        except smtplib.SMTPResponseException as error:
            fault = error.smtp_code >= 500
            return (
                Refused(str(error.smtp_code), _NOT_TAKEN, payee_fault=True)
                if fault
                else Unknown(str(error.smtp_code))
            )
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Unknown(f"{type(error).__name__}: {error}"[:200])
        return Delivered(self._clock(), report.order_no)

    def _connected(self) -> smtplib.SMTP:
        url = urlsplit(self._url)
        host, port = url.hostname or "", url.port or _PORTS[url.scheme]
        trusted = ssl.create_default_context()
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=trusted)
        else:
            server = smtplib.SMTP(host, port, timeout=_TIMEOUT_S)
        try:
            server.ehlo()
            if url.scheme == "smtp" and (url.username or server.has_extn("starttls")):
                server.starttls(context=trusted)  # whoever logs in does so unseen, or not at all
                server.ehlo()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, report: Report) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, report.to, report.subject
        mail["Date"] = format_datetime(self._clock())
        mail["Message-ID"] = (
            f"<{report.order_no}@{self._sender.rpartition('@')[2].rstrip('>') or 'bottlecap'}>"
        )
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(report.text)
        kind, _, detail = report.media_type.partition("/")
        mail.add_attachment(report.file, maintype=kind, subtype=detail, filename=report.file_name)
        return mail
