"""An e-mail as bytes, the same bytes at every try: number, date and boundary come from the letter."""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from dinh.ground.outbox.models import Letter

_LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:)]")
_PAGE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"></head>'
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#151926;max-width:40em">{}</body></html>'
)


class NotAnAddress(ValueError):
    """Nothing can be sent to such an address."""


def build(letter: Letter, *, sender: str, posted_at: datetime) -> bytes:
    """The e-mail, ready for the wire. NotAnAddress when the address cannot be one."""
    if not letter.address.isascii() or not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", letter.address):
        raise NotAnAddress(letter.address)
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = sender
        mail["To"] = letter.address
    except (MessageError, ValueError) as problem:
        raise NotAnAddress(letter.address) from problem
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(posted_at)
    mail["Message-ID"] = letter.message_id
    # A machine wrote it: holiday replies should not come back (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, cte="base64")
    mail.add_alternative(letter.html or as_html(letter.text), subtype="html", cte="base64")
    mail.set_boundary(f"=_{letter.uid.hex}")
    return mail.as_bytes()


def as_html(text: str) -> str:
    """The same words for readers of HTML: paragraphs, lists of lines that begin with a bullet, links that open."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [_linked(line) for line in block.splitlines()]
        blocks.append(f"<p>{'<br>'.join(lines)}</p>")
    return _PAGE.format("".join(blocks))


def _linked(line: str) -> str:
    out, last = [], 0
    for found in _LINK.finditer(line):
        url = escape(found.group())
        out += [escape(line[last : found.start()]), f'<a href="{url}">{url}</a>']
        last = found.end()
    return "".join([*out, escape(line[last:])])
