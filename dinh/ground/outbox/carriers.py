"""Who carries letters out: a mail server, files for the demo town, and whatever fills the socket."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from dinh.ground.outbox import rules
from dinh.ground.outbox.mime import NotAnAddress, build
from dinh.ground.outbox.models import Letter
from dinh.ground.outbox.shapes import EMAIL, Ended, Leaving, Messenger, Outcome
from dinh.ground.services.plugs import SocketEmpty, declare_socket, socket

MESSENGER = declare_socket(
    "ground.messenger", Messenger, caption="Gửi tin qua kênh khác ngoài thư điện tử và trong phần mềm"
)
Handing = Callable[[], bool]
"""Called at the last moment before a letter leaves; False means that it is no longer ours to send."""
NOT_OURS = Outcome(Ended.LATER, "")
_MOST_A_LINE = 100


AddressBook = Callable[[Letter], str]
_books: dict[str, AddressBook] = {}


def finds_addresses(kind: str, book: AddressBook) -> None:
    """Say at start-up where readers of this kind are written to. Such letters bear no address: it is found when the letter
    goes, so that contact data that a room keeps encrypted does not lie open beside them."""
    _books[kind] = book


def address_of(letter: Letter) -> str:
    """The address on the letter, else the one its reader has now; "" when there is none."""
    book = _books.get(letter.to_kind)
    return letter.address or (book(letter) if book else "")


class Carrier(Protocol):
    """Carries the letters of one channel during one run."""

    def send(self, letter: Letter, handing: Handing) -> Outcome: ...

    def close(self) -> None: ...


class SmtpCarrier:
    """Hands letters to the mail server of the settings, many over one line."""

    def __init__(self) -> None:
        self._line: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, letter: Letter, handing: Handing) -> Outcome:
        try:
            wire = build(letter, sender=settings.DINH_MAIL_FROM, posted_at=letter.posted_at)
        except NotAnAddress:
            return Outcome(Ended.NEVER, f"“{letter.address}” không phải địa chỉ thư điện tử.")
        if self._sent >= _MOST_A_LINE:
            self.close()
        fresh = self._line is None
        outcome = self._try(letter, wire, handing)
        if outcome.ended == Ended.TROUBLE and not fresh:
            # A server may close a line that has carried much; a new one decides.
            outcome = self._try(letter, wire, handing)
        return outcome

    def _try(self, letter: Letter, wire: bytes, handing: Handing) -> Outcome:
        try:
            line = self._line = self._line or _open()
            code, said = line.mail(
                _bare(settings.DINH_MAIL_FROM), [f"size={len(wire)}"] if _sizes(line) else []
            )
            if (ended := rules.about_sender(code)) != Ended.SENT:
                return self._refused(ended, code, said)
            code, said = line.rcpt(letter.address)
            if (ended := rules.meaning_of(code)) != Ended.SENT:
                return self._refused(ended, code, said)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Outcome(Ended.TROUBLE, _words(problem))
        return self._hand(line, wire, handing)

    def _hand(self, line: smtplib.SMTP, wire: bytes, handing: Handing) -> Outcome:
        if not handing():
            with suppress(OSError, smtplib.SMTPException):
                line.rset()
            return NOT_OURS
        try:
            code, said = line.data(wire)
        except smtplib.SMTPDataError as problem:  # refused before the text was sent
            return self._refused(rules.meaning_of(problem.smtp_code), problem.smtp_code, problem.smtp_error)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Outcome(Ended.UNSURE, _words(problem))
        if (ended := rules.meaning_of(code)) != Ended.SENT:
            return self._refused(ended, code, said)
        self._sent += 1
        return Outcome(Ended.SENT)

    def _refused(self, ended: Ended, code: int, said: bytes | str) -> Outcome:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        if code == 421:  # the server closes the line: not this letter's fault
            self.close()
            return Outcome(Ended.TROUBLE, f"Máy chủ thư tạm ngừng: {code} {text}")
        with suppress(OSError, smtplib.SMTPException):
            if self._line is not None:
                self._line.rset()
        return Outcome(ended, f"Máy chủ thư từ chối: {code} {text}")

    def close(self) -> None:
        line, self._line, self._sent = self._line, None, 0
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()


class FileCarrier:
    """Writes each e-mail into DINH_HOME/mail: what the demo town does instead of writing to strangers."""

    def send(self, letter: Letter, handing: Handing) -> Outcome:
        try:
            wire = build(letter, sender=settings.DINH_MAIL_FROM, posted_at=letter.posted_at)
        except NotAnAddress:
            return Outcome(Ended.NEVER, f"“{letter.address}” không phải địa chỉ thư điện tử.")
        folder = mail_folder()
        folder.mkdir(parents=True, exist_ok=True)
        if not handing():
            return NOT_OURS
        # Named by the letter's own number: writing again gives the same file, never a second one.
        place = folder / f"{letter.posted_at:%Y%m%d}-{letter.uid.hex}.eml"
        temporary = place.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_bytes(wire)
        temporary.replace(place)
        return Outcome(Ended.SENT)

    def close(self) -> None:
        """Nothing is held open."""


class SocketCarrier:
    """Gives letters of other channels to whoever fills `ground.messenger`."""

    def send(self, letter: Letter, handing: Handing) -> Outcome:
        if not handing():
            return NOT_OURS
        leaving = Leaving(
            message_id=letter.message_id,
            to=letter.to,
            address=letter.address,
            channel=letter.channel,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            posted_at=letter.posted_at,
            data={"about": str(letter.about or "")},
        )
        try:
            outcome: Outcome = socket("ground.messenger").send(leaving)
        except Exception as problem:
            # Whether it went before the messenger broke nobody knows; the same number goes with the next try.
            return Outcome(Ended.UNSURE, _words(problem))
        return outcome

    def close(self) -> None:
        """The messenger keeps its own lines."""


def open_channels() -> dict[str, Callable[[], Carrier]]:
    """The channels that carry something now, besides "inside", which needs nobody."""
    found: dict[str, Callable[[], Carrier]] = {}
    if (how := email_goes()) != "nowhere":
        found[EMAIL] = SmtpCarrier if how == "smtp" else FileCarrier
    with suppress(SocketEmpty):
        found |= dict.fromkeys(socket("ground.messenger").channels(), SocketCarrier)
    return found


def email_goes() -> str:
    """ "smtp" when a mail server is set, "files" in the demo town without one, else "nowhere": e-mails wait."""
    if getattr(settings, "DINH_SMTP_URL", ""):
        return "smtp"
    return "files" if getattr(settings, "DINH_DEMO", False) else "nowhere"


def mail_folder() -> Path:
    """Where the demo town's e-mails lie."""
    return Path(settings.DINH_HOME) / "mail"


def _open() -> smtplib.SMTP:
    backend = EmailBackend(fail_silently=False)
    backend.open()
    line = backend.connection
    assert line is not None  # it raises rather than fail silently
    line.ehlo_or_helo_if_needed()
    return line


def _sizes(line: smtplib.SMTP) -> bool:
    return bool(line.does_esmtp and line.has_extn("size"))


def _bare(sender: str) -> str:
    """cds@phuong.vn for "Phường Mẫu <cds@phuong.vn>"."""
    return sender.rpartition("<")[2].rstrip("> ").strip()


def _words(problem: Exception) -> str:
    """A refusal of the line in words a person can act on."""
    if isinstance(problem, ConnectionRefusedError):
        return "Máy chủ thư không nhận kết nối."
    if isinstance(problem, TimeoutError):
        return "Máy chủ thư không trả lời trong thời gian chờ."
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return f"Máy chủ thư không nhận tên và mật khẩu đăng nhập: {problem.smtp_code}."
    if isinstance(problem, smtplib.SMTPServerDisconnected):
        return "Máy chủ thư ngắt kết nối giữa chừng."
    return f"Không gửi được: {type(problem).__name__}: {problem}"[:400]
