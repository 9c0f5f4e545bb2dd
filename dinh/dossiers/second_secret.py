"""The second secret of a dossier: with its code, it lets whoever has the receipt follow without an account.

Made from the code with the keys of private words (`ground.ciphers`), so every dossier has one, a receipt can be printed
again, and nothing is kept that could be read. A receipt made under an older key holds as long as that key stands in the
list; after that the counter prints it anew."""

from __future__ import annotations

import hmac

from dinh.ground import ciphers

ABOUT = "dossiers.follow"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L, which people mix up."""
LENGTH = 8


def second_secret(code_key: str) -> str:
    """The secret as a receipt shows it, "K7F3-9Q2M". `code_key` is `Dossier.code_key`."""
    return shown(_letters(ciphers.blind_index(code_key, about=ABOUT)))


def opens(code_key: str, typed: str) -> bool:
    """Whether what was typed is the secret of that dossier: small letters, spaces and dashes forgiven."""
    given = tidy(typed)
    found = [_letters(each) for each in ciphers.blind_indexes(code_key, about=ABOUT)]
    # Every comparison runs to its end, so that time tells nothing.
    opened = [hmac.compare_digest(given.encode(), each.encode()) for each in found]
    return any(opened)


def tidy(typed: str) -> str:
    """What was typed in one form, at most as long as a secret may be read."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: LENGTH * 2]


def shown(letters: str) -> str:
    return f"{letters[:4]}-{letters[4:]}"


def _letters(index: str) -> str:
    number = int(index[:24], 16)
    found = ""
    for _n in range(LENGTH):
        number, at = divmod(number, len(LETTERS))
        found += LETTERS[at]
    return found
