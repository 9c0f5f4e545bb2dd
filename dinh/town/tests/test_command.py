"""`dinh units`: words in, words out, exit codes; no database."""

import json
import subprocess
import sys

import pytest

from dinh.town.command import units


def ask(capsys, *words):
    code = units(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_bim_son_then_and_now(capsys):
    code, out, _ = ask(capsys, "Bỉm Sơn", "--at", "2025-06-30", "--json")
    (town,) = json.loads(out)
    assert code == 0
    assert (town["code"], town["name"], town["level"]) == ("381", "Thị xã Bỉm Sơn", 2)
    assert town["parent"] == {"code": "38", "name": "Tỉnh Thanh Hóa", "level": 1}
    assert (town["since"], town["until"]) == (None, "2025-06-30")
    assert [x["name"] for x in town["became"]] == ["Phường Bỉm Sơn", "Phường Quang Trung"]

    _, out, _ = ask(capsys, "Bim Son", "--at", "2025-07-01", "--json")
    (ward,) = json.loads(out)
    assert (ward["code"], ward["level"], ward["since"], ward["became"]) == ("14812", 3, "2025-07-01", [])


def test_binh_duong_became_ho_chi_minh_city(capsys):
    _, out, _ = ask(capsys, "tỉnh Bình Dương", "--at", "30/06/2025", "--json")
    (province,) = json.loads(out)
    (heir,) = province["became"]
    assert (heir["code"], heir["name"], heir["level"], heir["share"]) == (
        "79",
        "Thành phố Hồ Chí Minh",
        1,
        "whole",
    )


def test_a_table_for_people(capsys):
    code, out, _ = ask(capsys, "bim", "son", "--at", "30/06/2025")
    assert code == 0
    assert "381  Thị xã Bỉm Sơn, Tỉnh Thanh Hóa" in out and "→ 14818  Phường Quang Trung" in out


def test_nothing_found_is_a_sentence_and_1(capsys):
    code, out, err = ask(capsys, "Sao Hỏa")
    assert (code, out) == (1, "")
    assert err.startswith("Không có đơn vị hành chính nào tên “Sao Hỏa”")
    code, out, _ = ask(capsys, "Sao Hỏa", "--json")
    assert (code, json.loads(out)) == (1, [])


def test_a_name_of_another_time_is_hinted_at(capsys):
    code, _, err = ask(capsys, "thị xã Bỉm Sơn", "--at", "2026-01-01")
    assert code == 1 and "--at 2025-06-30" in err


@pytest.mark.parametrize("day", ["2025-13-01", "hôm qua", "31/02/2025", ""])
def test_a_bad_day_is_a_sentence_and_2(capsys, day):
    code, out, err = ask(capsys, "Bỉm Sơn", "--at", day)
    assert (code, out) == (2, "") and "không phải một ngày" in err


def test_wrong_words_are_2(capsys):
    assert ask(capsys)[0] == 2
    assert ask(capsys, "Huế", "--level", "9")[0] == 2
    assert ask(capsys, "--help")[0] == 0


def test_days_long_past_are_answered_with_a_warning(capsys):
    _, out, _ = ask(capsys, "Huế", "--at", "2010-01-01")
    assert "những lần sắp xếp trước đó chưa có" in out


def test_it_needs_neither_database_nor_settings():
    code = "import sys; from dinh.frame.cli import main; r = main(['units', 'Hue']); assert 'django' not in sys.modules; sys.exit(r)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Thành phố Huế" in done.stdout
