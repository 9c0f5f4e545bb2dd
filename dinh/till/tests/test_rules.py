"""Rules: the QR against an independent reader, codes, the money of a bill, what a notice may be, numbers, words, statements."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from vietnam_qr_pay import QRPay

from dinh.till.rules import bills, codes, matching, numbers, reconciling, signing, statements, vietqr, who
from dinh.till.rules.bills import Book
from dinh.till.rules.matching import Asked, Before, Notice
from dinh.till.rules.reconciling import Ours, Theirs
from dinh.till.rules.words import in_words
from dinh.till.shapes import BillState, Difference, Outcome
from dinh.town.shapes import Role

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)

# ---------------------------------------------------------------- VietQR

BINS = st.from_regex(r"[0-9]{6}", fullmatch=True)
ACCOUNTS = st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True)
AMOUNTS = st.none() | st.integers(1, vietqr.MOST_AMOUNT)
PURPOSES = st.from_regex(r"[0-9A-Za-z .\-]{0,25}", fullmatch=True)


def test_crc_of_the_standard_check_words() -> None:
    assert vietqr.crc16("123456789") == "29B1"


@given(BINS, ACCOUNTS, AMOUNTS, PURPOSES)
def test_an_independent_reader_reads_what_we_build(
    bin_: str, number: str, amount: int | None, purpose: str
) -> None:
    text = vietqr.build(vietqr.Transfer(bin_, number, amount, purpose))

    theirs = QRPay(text)

    assert theirs.is_valid and (theirs.consumer.bank_bin, theirs.consumer.bank_number) == (bin_, number)
    assert theirs.amount == (None if amount is None else str(amount))
    assert (theirs.additional_data.purpose or "") == purpose
    assert (theirs.currency, theirs.nation, theirs.init_method) == (
        "704",
        "VN",
        "11" if amount is None else "12",
    )


@given(BINS, ACCOUNTS, AMOUNTS, PURPOSES)
def test_we_read_what_an_independent_writer_builds(
    bin_: str, number: str, amount: int | None, purpose: str
) -> None:
    text = QRPay.init_viet_qr(bin_, number, None if amount is None else str(amount), purpose or None).build()
    assert vietqr.parse(text) == vietqr.Transfer(bin_, number, amount, purpose)


@given(BINS, ACCOUNTS, AMOUNTS, PURPOSES, st.data())
def test_one_changed_sign_is_noticed(
    bin_: str, number: str, amount: int | None, purpose: str, data: st.DataObject
) -> None:
    text = vietqr.build(vietqr.Transfer(bin_, number, amount, purpose))
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.characters(min_codepoint=48, max_codepoint=90).filter(lambda c: c.upper() != text[place].upper())
    )
    with pytest.raises(vietqr.NotVietQR):
        vietqr.parse(text[:place] + other + text[place + 1 :])


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        vietqr.parse(text)
    except vietqr.NotVietQR as why:
        assert str(why)


@pytest.mark.parametrize(
    "transfer",
    [
        vietqr.Transfer("97043", "1"), vietqr.Transfer("970436", ""), vietqr.Transfer("970436", "1" * 20),
        vietqr.Transfer("970436", "1", 0), vietqr.Transfer("970436", "1", 5, "nội dung"),
        vietqr.Transfer("970436", "1", 5, "x" * 26),
    ],
)  # fmt: skip
def test_what_no_bank_would_take_is_not_built(transfer: vietqr.Transfer) -> None:
    with pytest.raises(vietqr.NotVietQR):
        vietqr.build(transfer)


# ---------------------------------------------------------------- codes


@given(st.integers(0, 2**32), st.text(max_size=30), st.text(max_size=30))
def test_a_code_is_found_in_whatever_a_bank_makes_of_it(seed: int, before: str, after: str) -> None:
    code = codes.make(2026, random.Random(seed).choice)
    spaced = " ".join([code[:4].lower(), code[4:7], code[7:]])
    assert codes.is_right(code) and codes.typed(spaced) == code
    assert code in codes.find(f"{before} {spaced}.{after}")


@given(st.integers(0, 2**32), st.data())
def test_a_code_with_one_wrong_sign_or_two_that_changed_places_is_no_code(
    seed: int, data: st.DataObject
) -> None:
    code = codes.make(2026, random.Random(seed).choice)
    place = data.draw(st.integers(2, len(code) - 1))
    signs = codes.SIGNS if place > 3 else "0123456789"
    other = data.draw(st.sampled_from([s for s in signs if s != code[place]]))
    assert not codes.is_right(code[:place] + other + code[place + 1 :])
    at = data.draw(st.integers(4, len(code) - 2))
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert swapped == code or not codes.is_right(swapped)


# ---------------------------------------------------------------- the money of a bill


class Money(RuleBasedStateMachine):
    """Random deeds on one bill beside a purse: no đồng is made or lost, and nothing goes below zero."""

    def __init__(self) -> None:
        super().__init__()
        self.book, self.purse, self.start = Book(100), 0, 0

    @rule(amount=st.integers(-5, 150))
    def receive(self, amount: int) -> None:
        try:
            self.book = bills.receive(self.book, amount)
        except bills.Refusal:
            assert amount <= 0 or self.book.cancelled
        else:
            self.purse -= amount

    @rule(amount=st.integers(-5, 150))
    def cash(self, amount: int) -> None:
        owed = self.book.owed
        try:
            self.book = bills.take_cash(self.book, amount)
        except bills.Refusal:
            assert not 0 < amount <= owed
        else:
            self.purse -= amount
            assert self.book.owed == owed - amount

    @rule(amount=st.integers(-5, 300))
    def refund(self, amount: int) -> None:
        excess = self.book.excess
        try:
            self.book = bills.refund(self.book, amount)
        except bills.Refusal:
            assert not 0 < amount <= excess
        else:
            self.purse += amount

    @precondition(lambda self: not self.book.cancelled)
    @rule()
    def cancel(self) -> None:
        self.book = bills.cancel(self.book)

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        book = self.book
        assert book.kept == -self.purse >= 0 and book.owed >= 0 and book.excess >= 0
        if not book.cancelled:
            assert book.kept + book.owed - book.excess == book.amount
            assert (book.state is BillState.PAID) == (book.owed == 0)
        else:
            assert book.state in (BillState.CANCELLED, BillState.REFUNDED) and book.excess == book.kept


TestMoney = Money.TestCase
TestMoney.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize(
    ("book", "state", "owed", "excess"),
    [
        (Book(100), "open", 100, 0),
        (Book(0), "paid", 0, 0),
        (Book(100, 40), "part", 60, 0),
        (Book(100, 100), "paid", 0, 0),
        (Book(100, 130), "paid", 0, 30),
        (Book(100, 130, 30), "paid", 0, 0),
        (Book(100, 40, 0, True), "cancelled", 0, 40),
        (Book(100, 40, 40, True), "refunded", 0, 0),
        (Book(100, 0, 0, True), "cancelled", 0, 0),
    ],
)
def test_where_a_bill_stands(book: Book, state: str, owed: int, excess: int) -> None:
    assert (book.state, book.owed, book.excess) == (state, owed, excess)


# ---------------------------------------------------------------- notices

OPEN = Asked("PT26", 1, Book(100), None)


@pytest.mark.parametrize(
    ("amount", "more", "asked", "outcome"),
    [
        (100, {}, [OPEN], Outcome.FULL),
        (99, {}, [OPEN], Outcome.PART),
        (101, {}, [OPEN], Outcome.OVER),
        (60, {}, [Asked("x", 1, Book(100, 40), None)], Outcome.FULL),
        (100, {"before": Before("acc", 100)}, [OPEN], Outcome.REPEATED),
        (100, {"before": Before("acc", 99)}, [OPEN], Outcome.CONFLICT),
        (100, {"account": "other"}, [OPEN], Outcome.WRONG_ACCOUNT),
        (100, {"account": "other", "before": Before("acc", 100)}, [OPEN], Outcome.WRONG_ACCOUNT),
        (-100, {}, [OPEN], Outcome.DEBIT),
        (100, {}, [], Outcome.UNKNOWN_ORDER),
        (100, {}, [OPEN, OPEN], Outcome.SEVERAL_ORDERS),
        (100, {"unit_id": 2}, [OPEN], Outcome.OTHER_UNIT),
        (100, {}, [Asked("x", 1, Book(100, 100), None)], Outcome.ALREADY_PAID),
        (100, {}, [Asked("x", 1, Book(100, 0, 0, True), None)], Outcome.LATE_CANCELLED),
        (100, {}, [Asked("x", 1, Book(100), NOON - timedelta(seconds=1))], Outcome.LATE_EXPIRED),
        (100, {}, [Asked("x", 1, Book(100), NOON)], Outcome.FULL),
    ],
)
def test_each_notice_has_its_own_answer(amount: int, more: dict, asked: list, outcome: Outcome) -> None:
    notice = Notice("FT1", "acc", amount, "x", NOON)
    assert matching.outcome(notice, **({"account": "acc", "unit_id": 1, "bills": asked} | more)) is outcome


def test_every_outcome_has_words_and_is_stored_or_refused() -> None:
    for outcome in Outcome:
        assert outcome.word and outcome.reason.endswith(".")
        assert outcome.stored is not outcome.reason.startswith("Từ chối")
        assert outcome.stored or not outcome.held


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda s: st.dictionaries(st.sampled_from(["ref", "account", "amount", "content", "at"]), s),
    )
)
def test_no_body_breaks_the_reader(said: object) -> None:
    try:
        matching.read(said)
    except matching.Unreadable as why:
        assert str(why)


def test_a_signature_holds_for_this_body_key_and_time_alone() -> None:
    keys, stamp = {"k": "secret"}, str(int(NOON.timestamp()))
    right = signing.sign("secret", stamp, b"body")

    def fault(**more: object) -> Outcome | None:
        given_ = {
            "keys": keys,
            "key_id": "k",
            "timestamp": stamp,
            "signature": right,
            "body": b"body",
            "now": NOON,
        }
        return signing.fault(**(given_ | more))  # type: ignore[arg-type]

    assert fault() is None and fault(signature=right.upper()) is None
    assert fault(key_id="other") is Outcome.NO_KEY
    assert fault(body=b"bodY") is Outcome.BAD_SIGNATURE
    assert fault(timestamp=str(int(stamp) + 1)) is Outcome.BAD_SIGNATURE
    assert fault(now=NOON + timedelta(seconds=signing.WINDOW)) is None
    assert fault(now=NOON + timedelta(seconds=signing.WINDOW + 1)) is Outcome.OUT_OF_TIME
    assert fault(now=NOON - timedelta(seconds=signing.WINDOW + 1)) is Outcome.OUT_OF_TIME


# ---------------------------------------------------------------- numbers, words


@given(st.integers(1, 200))
def test_numbers_run_without_gaps(many: int) -> None:
    given_, last = [], 0
    for _n in range(many):
        last = numbers.following(last)
        given_.append(last)
    assert given_ == list(range(1, many + 1)) and numbers.gaps(given_) == []
    assert numbers.gaps([1, 2, 5]) == [3, 4]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (105, "Một trăm linh năm đồng"),
        (2_000, "Hai nghìn đồng"),
        (14_000, "Mười bốn nghìn đồng"),
        (1_005_010, "Một triệu không trăm linh năm nghìn không trăm mười đồng"),
        (200_000_000, "Hai trăm triệu đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (25_055_000, "Hai mươi lăm triệu không trăm năm mươi lăm nghìn đồng"),
    ],
)
def test_an_amount_in_words(amount: int, said: str) -> None:
    assert in_words(amount) == said


@given(st.integers(0, 10**12))
def test_every_amount_has_words_of_its_own_form(amount: int) -> None:
    said = in_words(amount)
    assert said.endswith(" đồng") and "  " not in said and said[0].isupper()


# ---------------------------------------------------------------- statements, reconciling

HEAD = ["STT", "Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung giao dịch"]


def test_a_statement_is_read_between_its_heading_and_its_sums() -> None:
    read = statements.read(
        [
            ["NGÂN HÀNG MẪU"],
            [],
            HEAD,
            [1, "19/11/2026 08:01", "FT1", "", "14.000", "PT26 nop phi"],
            [2, date(2026, 11, 19), 77, 5_000.0, None, None],
            [3, "2026-11-19", "FT3", 0, "1,200,000.00", "x"],
            [None, None, None, None, None, None],
            ["Tổng cộng", None, None, 5000, 1214000, None],
        ]
    )
    assert read.faults == ()
    assert [(x.row, x.ref, x.amount) for x in read.lines] == [
        (4, "FT1", 14_000),
        (5, "77", -5_000),
        (6, "FT3", 1_200_000),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([1, "32/11/2026", "F", "", "5", ""], "không đọc được"),
        ([1, "19/11/2026", "", "", "5", ""], "thiếu số tham chiếu"),
        ([1, "19/11/2026", "F", "", "12,5", ""], "không phải số đồng nguyên"),
        ([1, "19/11/2026", "F", "", "năm", ""], "không phải số đồng nguyên"),
        ([1, "19/11/2026", "F", "5", "5", ""], "vừa ghi có vừa ghi nợ"),
        ([1, "19/11/2026", "F", "", "", ""], "không có số tiền"),
        ([1, "19/11/2026", "FT1", "", "5", ""], "đã có ở hàng 2"),
    ],
)
def test_a_wrong_row_is_named(row: list, said: str) -> None:
    read = statements.read([HEAD, [1, "19/11/2026", "FT1", "", "14.000", ""], row])
    assert len(read.faults) == 1 and read.faults[0].field == "row 3"
    assert read.faults[0].sentence.startswith("Hàng 3: ") and said in read.faults[0].sentence


def test_no_heading_and_no_rows_are_said() -> None:
    assert "tiêu đề" in statements.read([["a", "b"]]).faults[0].sentence
    assert "không có giao dịch" in statements.read([HEAD]).faults[0].sentence


CELLS = st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.dates() | st.booleans()


@given(st.lists(st.lists(CELLS, max_size=7), max_size=8))
def test_no_cells_break_the_reader(rows: list) -> None:
    read = statements.read([HEAD, *rows])
    assert read.lines or read.faults


def test_the_four_ways_a_day_may_disagree() -> None:
    code = codes.make(2026, random.Random(1).choice)
    ours = [Ours(1, "payment", "A", 10), Ours(2, "payment", "B", 20), Ours(3, "payment", "C", 30), Ours(4, "refund", "", -7),
            Ours(5, "payment", "", 50, code)]  # fmt: skip
    theirs = [Theirs(1, "A", 10), Theirs(2, "B", 21), Theirs(3, "D", 40), Theirs(4, "E", 50, f"nop {code}")]

    pairs, differing = reconciling.hold_against(ours, theirs)

    assert {(p.ours.id, p.theirs.id) for p in pairs} == {(1, 1), (5, 4)}
    assert [(d.kind, d.ours and d.ours.id, d.theirs and d.theirs.id) for d in differing] == [
        (Difference.AMOUNT, 2, 2), (Difference.MISSING_IN_BANK, 3, None), (Difference.MISSING_IN_BANK, 4, None),
        (Difference.MISSING_HERE, None, 3),
    ]  # fmt: skip


REFS = st.sampled_from(["", "a", "b", "c", "d"])


@given(
    st.lists(st.tuples(REFS, st.integers(1, 3)), max_size=6, unique_by=lambda x: x[0] or id(x)),
    st.lists(st.tuples(REFS, st.integers(1, 3)), max_size=6, unique_by=lambda x: x[0] or id(x)),
)
def test_every_movement_and_every_line_is_told_of_once(left: list, right: list) -> None:
    ours = [Ours(n, "payment", ref, amount) for n, (ref, amount) in enumerate(left)]
    theirs = [Theirs(n, ref, amount) for n, (ref, amount) in enumerate(right)]
    pairs, differing = reconciling.hold_against(ours, theirs)
    said_ours = [p.ours for p in pairs] + [d.ours for d in differing if d.ours]
    said_theirs = [p.theirs for p in pairs] + [d.theirs for d in differing if d.theirs]
    assert sorted(x.id for x in said_ours) == [x.id for x in ours]
    assert sorted(x.id for x in said_theirs) == [x.id for x in theirs]
    assert all(p.ours.amount == p.theirs.amount for p in pairs)


def test_who_may_names_known_roles_and_words() -> None:
    assert {role for roles in who.WHO_MAY.values() for role in roles} <= {role.value for role in Role}
    assert who.WHO_MAY.keys() == who.WORDS.keys()
    assert not who.WHO_MAY["till.take_cash"] & who.WHO_MAY["till.refund"]


def test_every_word_of_the_shapes_and_the_deeds_is_known_to_translators() -> None:
    from dinh.till import words
    from dinh.till.shapes import Channel

    said = {str(one) for one in words.SHAPES}
    assert {one.word for kind in (BillState, Channel, Difference, Outcome) for one in kind} <= said
    assert set(who.WORDS.values()) == {str(one) for one in words.DEEDS}


@pytest.mark.parametrize(
    "sentence",
    [
        "Hàng 3: số tiền “x” không phải số đồng nguyên.",
        "Hàng 12: số tham chiếu FT1 đã có ở hàng 2.",
        "Hàng 4: số dư “x” không phải số đồng nguyên.",
        "Hàng 4: số dư 1.900 không khớp: số dư trước 1.500 cộng 200 là 1.700 đồng.",
        "Hàng 4: số dư -1.900 không khớp: số dư trước 1.500 trừ 200 là 1.300 đồng.",
        "Số dư cuối kỳ ghi 104, cộng các giao dịch ra 105 đồng.",
        "Mỗi khoản phải thu không quá 100 dòng.",
        "Sao kê quá 50000 hàng; chia nhỏ theo ngày rồi nạp.",
        "Tệp lớn hơn 10 MB; chia nhỏ theo ngày rồi nạp.",
    ],
)
def test_sentences_of_the_rules_are_known_to_translators(sentence: str) -> None:
    from dinh.till.words import SAYINGS

    assert SAYINGS.template_of(sentence) is not None
