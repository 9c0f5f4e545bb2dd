"""Words that must not be readable in the database (a citizen's telephone, later an identity number): encrypted on the way in,
opened only where a deed asks for them.

AES-256-GCM with a key outside the database. `about` names the place of the words ("voices.contact:12") and is bound to
them: copied into another row or column they do not open. A blind index (HMAC) finds equal words without opening any.

Keys: DINH_FIELD_KEY, or DINH_HOME/field-keys, made at first use and readable by its owner alone. Several may stand there,
one a line (in the variable: separated by commas), the newest first: it encrypts, the others only open. So to change the
key: put a new one in front, restart, let the job `ground.encrypt-anew` pass, take the old one away. Whoever loses the keys
loses the words: keep a copy of the file, not beside the copies of the database."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

_FORM = "d1"
_KEY_BYTES, _NONCE_BYTES = 32, 12
FILE = "field-keys"


class CannotOpen(Exception):
    """Encrypted words cannot be opened with the keys at hand. `str()` is a Vietnamese sentence fit to show."""


class BadKey(Exception):
    """What stands as a key is none. `str()` is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class _Key:
    """One key, parted into what encrypts and what finds; `name` is written beside what it encrypted."""

    name: str
    cipher: bytes
    index: bytes


def new_key() -> str:
    """A fresh key as text, for DINH_FIELD_KEY or a line of the file."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def encrypt_text(text: str, *, about: str) -> str:
    """The words encrypted with the newest key: another text each time, safe in any text column."""
    key = _keys()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    closed = AESGCM(key.cipher).encrypt(nonce, text.encode(), about.encode())
    return f"{_FORM}.{key.name}.{base64.urlsafe_b64encode(nonce + closed).decode()}"


def decrypt_text(closed: str, *, about: str) -> str:
    """The words again. Raises CannotOpen when no key here closed them, or they stood in another place or were altered."""
    form, _dot, rest = closed.partition(".")
    name, _dot, body = rest.partition(".")
    key = next((each for each in _keys() if each.name == name), None)
    if form != _FORM or key is None:
        raise CannotOpen(
            _(
                "Không mở được nội dung đã mã hóa: thiếu khóa “%(name)s”. Người quản trị đặt lại khóa ấy vào DINH_FIELD_KEY hoặc tệp %(file)s rồi khởi động lại."
            )
            % {"name": name or "?", "file": FILE}
        )
    try:
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(key.cipher).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as wrong:
        raise CannotOpen(_("Nội dung đã mã hóa bị sửa hoặc nằm sai chỗ nên không mở được.")) from wrong


def newest_prefix() -> str:
    """How everything begins that the newest key closed: to ask a table for the rest."""
    return f"{_FORM}.{_keys()[0].name}."


def is_newest(closed: str) -> bool:
    """Whether the newest key closed it."""
    return closed.startswith(f"{_FORM}.{_keys()[0].name}.")


def blind_index(text: str, *, about: str) -> str:
    """What to keep beside encrypted words so that equal ones are found: the same for the same words in the same column
    (`about` names the column, "till.identity"), nothing to be read from it without the key. Bring the words into one form
    first. 64 letters and digits, by the newest key."""
    return _index(_keys()[0], text, about)


def blind_indexes(text: str, *, about: str) -> list[str]:
    """The index by every key: what to look for while some rows still bear that of an older one."""
    return [_index(key, text, about) for key in _keys()]


def _index(key: _Key, text: str, about: str) -> str:
    return hmac.new(key.index, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest()


# ---------------------------------------------------------------- who keeps encrypted words

_holders: dict[str, Callable[[], int]] = {}


def holds(name: str, encrypt_anew: Callable[[], int]) -> None:
    """Say at start-up that a room keeps encrypted words; the function brings those under older keys to the newest and gives
    how many. The job `ground.encrypt-anew` calls it."""
    _holders[name] = encrypt_anew


def encrypt_anew() -> dict[str, int]:
    """Bring everything under older keys to the newest; by holder, how many."""
    return {name: bring() for name, bring in _holders.items()}


# ---------------------------------------------------------------- keys


def _keys() -> tuple[_Key, ...]:
    given = str(getattr(settings, "DINH_FIELD_KEY", "") or "")
    if given:
        return _read(given.replace(",", "\n"), "DINH_FIELD_KEY")
    where = f"{settings.DINH_HOME}/{FILE}"  # asked for with every word that is closed: no Path is built
    try:
        changed = os.stat(where).st_mtime_ns  # noqa: PTH116
    except FileNotFoundError:
        _make(Path(where))
        changed = os.stat(where).st_mtime_ns  # noqa: PTH116
    return _from_file(where, changed)


@lru_cache(maxsize=8)
def _from_file(where: str, _changed: int) -> tuple[_Key, ...]:
    return _read(Path(where).read_text(encoding="utf-8"), where)


@lru_cache(maxsize=8)
def _read(text: str, where: str) -> tuple[_Key, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    keys = []
    for number, line in enumerate(lines, start=1):
        try:
            raw = base64.urlsafe_b64decode(line)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != _KEY_BYTES:
            raise BadKey(
                _("%(where)s: khóa thứ %(n)s không phải 32 byte viết bằng base64.")
                % {"where": where, "n": number}
            )
        keys.append(
            _Key(
                hashlib.sha256(b"dinh name\0" + raw).hexdigest()[:8],
                hmac.new(raw, b"dinh cipher", hashlib.sha256).digest(),
                hmac.new(raw, b"dinh index", hashlib.sha256).digest(),
            )
        )
    if not keys:
        raise BadKey(_("%(where)s: không có khóa nào.") % {"where": where})
    return tuple(keys)


def _make(path: Path) -> None:
    """Write a first key, whole or not at all; of two processes at once one key stays."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".field-keys-")  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(new_key() + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            if not path.exists():
                Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
