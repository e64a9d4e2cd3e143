"""A mail server of a few lines, true to RFC 5321 as far as a sender meets it: greeting, envelope, dots, refusals."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """What has arrived, as (recipient, text); addresses refused for good and for now."""

    port: int = 0
    received: list[tuple[str, str]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    busy: bool = False


@contextmanager
def mail_server() -> Iterator[Post]:
    """A server on a port of its own."""
    post = Post()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 mail.example ESMTP")
            sender, recipients = "", list[str]()
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                verb = line.upper()
                if verb.startswith("EHLO"):
                    self.say("250-mail.example")
                    self.say("250 SIZE 10000000")
                elif verb.startswith("MAIL FROM:"):
                    sender, recipients = line, []
                    self.say("451 try again later" if post.busy else "250 ok")
                elif verb.startswith("RCPT TO:"):
                    to = line.split("<")[1].split(">")[0]
                    known = to not in post.unknown
                    recipients += [to] if known else []
                    self.say("250 ok" if known else "550 no such user")
                elif verb == "DATA" and sender and recipients:
                    self.say("354 end with a dot")
                    lines = list[str]()
                    while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                        lines.append(text[1:] if text.startswith("..") else text)
                    post.received += [(to, "\n".join(lines)) for to in recipients]
                    self.say("250 queued")
                elif verb in ("RSET", "NOOP"):
                    self.say("250 ok")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("503 bad sequence")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
