from __future__ import annotations

import pytest

from dinh.frame.database import database_from


def test_postgresql_prepares_what_is_asked_again_unless_a_pooler_stands_between(tmp_path):
    options = database_from("postgres://a:b@db:5433/dinh", home=tmp_path)["OPTIONS"]
    assert options["server_side_binding"] and options["prepare_threshold"]
    settings = database_from("postgres://a:b@db:5433/dinh?prepare=0", home=tmp_path)
    assert "prepare_threshold" not in settings["OPTIONS"] and "server_side_binding" not in settings["OPTIONS"]
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db", "5433", "dinh")


def test_an_unknown_kind_of_database_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="mysql"):
        database_from("mysql://a@b/c", home=tmp_path)
    assert database_from(None, home=tmp_path)["NAME"] == str(tmp_path / "dinh.sqlite3")
