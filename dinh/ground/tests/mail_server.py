"""A real mail server for tests: aiosmtpd in a thread, or as a program of its own that outlives its senders.

As a program: `python mail_server.py FOLDER` prints its port and keeps each mail in the folder, named by its Message-ID with
a count, so that a mail taken twice is seen. A recipient whose name begins with a code is answered with that code.
"""

from __future__ import annotations

import email
import re
import socket
import sys
import time
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ANSWERS = {
    "450": "450 4.2.1 Hop thu dang ban, thu lai sau",
    "550": "550 5.1.1 Khong co hop thu nay",
}


class Keeper:
    """Takes mail, and refuses whom it is told to."""

    def __init__(self, folder: Path | None = None) -> None:
        self.mails: list[Any] = []
        self.bodies: list[bytes] = []
        self.tried: list[str] = []
        self.refuse_text = ""
        self.folder = folder

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tried.append(address)
        for code, answer in ANSWERS.items():
            if address.startswith(code):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.refuse_text:
            return self.refuse_text
        mail = email.message_from_bytes(envelope.content, policy=default)
        self.mails.append(mail)
        self.bodies.append(envelope.content)
        if self.folder:
            name = re.sub(r"[^0-9a-f]", "", str(mail["Message-ID"]).partition("@")[0])
            count = len(list(self.folder.glob(f"{name}.*"))) + 1
            (self.folder / f"{name}.{count}").write_bytes(envelope.content)
        return "250 OK"


def started(keeper: Keeper) -> Controller:
    """The server on a free port of this machine: `controller.port`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


if __name__ == "__main__":
    control = started(Keeper(Path(sys.argv[1])))
    print(control.port, flush=True)  # noqa: T201
    time.sleep(300)
