"""Numbers and document numbers, whole or misread."""

import pytest

from dinh.plans.reading.restore import restore
from dinh.plans.reading.restore.numbers import read


@pytest.mark.parametrize(
    ("seen", "reading"),
    [
        ("60%", "60%"),
        ("6O%", "60%"),
        ("IOO%", "100%"),
        ("lOO", "100"),
        ("20%", "20%"),
        ("25yo", "25%"),
        ("50oZ", "50%"),
        ("70%;o", "70%"),
        ("5\\yo", "5\\%"),
        ("13/10/2025", "13/10/2025"),
        ("ll/2023", "11/2023"),
        ("2O25", "2025"),
        ("18,7%", "18,7%"),
        ("4G/5G", None),
        ("5G", "5G"),
        ("III", "III"),
        ("749/QD-TTg", "749/QĐ-TTg"),
        ("64/2007/ND-CP", "64/2007/NĐ-CP"),
        ("06-NQ/TU", "06-NQ/TU"),
        ("s6", None),
        ("tO", None),
        ("So", None),
        ("lo", None),
        ("Ill", "Ill"),
    ],
)
def test_readings(seen: str, reading: str | None) -> None:
    found = read(seen)
    assert (found[3] if found else None) == reading


def test_a_mended_number_is_less_sure_than_a_plain_one() -> None:
    line = restore(["Phan dau den nam 2O25 dat 80% tro len so voi nam 2020 tren dia ban"])[0]
    sure = {token.text: token.confidence for token in line.tokens}
    assert sure["2025"] < sure["80%"]
