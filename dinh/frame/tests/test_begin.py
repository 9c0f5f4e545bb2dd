"""A real locality opens with one command and one administrator."""

from __future__ import annotations

import pytest

from dinh.frame import begin as command
from dinh.town.models import Account, Mandate

WORDS = ["--unit", "16576", "--name", "Nguyễn Văn Mẫu", "--username", "quantri.thu"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test database is made already."""
    monkeypatch.setattr("dinh.frame.command._up", lambda: None)


def test_a_ward_opens_with_its_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.begin(WORDS) == 0

    account = Account.objects.get(username="quantri.thu")
    said = capsys.readouterr().out
    password = said.split("Mật khẩu lần đầu: ")[1].split(" ")[0]
    assert account.check_password(password)
    assert account.must_change
    assert Mandate.objects.get(role="admin").unit.code == "16576"
    assert command.begin([*WORDS[:-1], "quantri.hai"]) == 1
    assert "đã có người quản trị" in capsys.readouterr().err
    assert Account.objects.count() == 1


def test_a_unit_that_is_not_there_and_a_bad_name_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.begin(["--unit", "00000", *WORDS[2:]]) == 1
    assert "không có đơn vị mã 00000" in capsys.readouterr().err
    assert command.begin([*WORDS[:-1], "Tên Có Dấu"]) == 1
    assert "Tên đăng nhập" in capsys.readouterr().err
    assert not Account.objects.exists()
