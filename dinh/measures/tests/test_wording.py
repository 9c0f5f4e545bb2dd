"""Which measure a sentence names."""

from __future__ import annotations

import pytest

from dinh.lake.importing import maps
from dinh.measures import wordings
from dinh.measures.rules.wording import Wording, groups_of, holds, named, same_unit, tokens

PAID = Wording(
    "dossiers.paid_online",
    "Tỷ lệ hồ sơ thanh toán trực tuyến",
    "%",
    (groups_of("thanh toán trực tuyến + thủ tục hành chính|hồ sơ"),),
)
ONLINE = Wording(
    "dossiers.online",
    "Tỷ lệ hồ sơ nộp trực tuyến",
    "%",
    (groups_of("hồ sơ + trực tuyến + giải quyết|nộp"),),
    ("thanh toán",),
)
RANK = Wording("statistics.dti_rank", "Thứ hạng", "hạng", (groups_of("chuyển đổi số + nhóm|hạng"),))
BOOK = (PAID, ONLINE, RANK)


def test_the_words_that_must_be_there_decide_and_are_told():
    found = named("80% thanh toán trực tuyến trong giải quyết thủ tục hành chính", unit="%", wordings=BOOK)

    assert [(each.measure, each.whole, each.same_unit) for each in found] == [
        ("dossiers.paid_online", True, True)
    ]
    assert found[0].found == ("thanh toán trực tuyến", "thủ tục hành chính") and found[0].score > 0.9


def test_words_that_make_it_another_thing_rule_it_out():
    assert not named("Hồ sơ nộp trực tuyến có thanh toán", unit="%", wordings=(ONLINE,))
    assert named("Hồ sơ nộp trực tuyến", unit="%", wordings=(ONLINE,))


@pytest.mark.parametrize("unit", ["hồ sơ", "phút"])
def test_a_share_is_not_offered_for_a_promise_in_another_unit(unit):
    assert not named("Số hồ sơ nộp trực tuyến", unit=unit, wordings=(ONLINE,))


def test_a_promise_without_a_number_names_nothing():
    assert not named("Hồ sơ nộp trực tuyến", operator="yes", wordings=BOOK)


def test_a_rank_is_answered_by_a_rank_however_its_unit_is_called():
    found = named("trong nhóm 10 tỉnh dẫn đầu về chuyển đổi số", unit="tỉnh", operator="rank", wordings=BOOK)

    assert [each.measure for each in found] == ["statistics.dti_rank"]


def test_a_letter_lost_by_the_scan_does_not_hide_a_long_word():
    assert holds(tokens("thanh tóan trực tuyên"), "thanh toán trực tuyến")
    assert holds(tokens("người dân và doanh nghie p"), "người dân") and not holds(tokens("số"), "sở hữu")
    assert tokens("TTHC") == tokens("thủ tục hành chính")
    assert same_unit("địa phương", "hạng") and not same_unit("%", "hạng")


def test_what_a_shipped_mapping_brings_is_an_indicator_of_the_edition():
    known = {each.code: each.unit for each in wordings.indicators()}
    for each in maps.shipped().values():
        if each.fact == "statistics":
            assert {code: unit for code, _names, unit in each.melt} == {
                code: known[code] for code, _n, _u in each.melt
            }
