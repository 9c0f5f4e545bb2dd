"""The outbox: what is posted goes once, what is refused is tried again, what cannot go says why."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import jobs
from dinh.ground import services as ground
from dinh.ground.models import LedgerLine
from dinh.ground.outbox import queries, rules, services
from dinh.ground.outbox.models import Letter
from dinh.ground.outbox.shapes import Ended, NewLetter, Outcome
from dinh.ground.services import plugs
from dinh.ground.shapes import Ref
from dinh.ground.tests.mail_server import Keeper, started

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PERSON = Ref("person", 5)
ME = Ref("person", 1)


def post(key="k1", **more):
    given = {
        "to": PERSON,
        "channel": "email",
        "address": "mau@mau.example",
        "subject": "Nhắc việc ngày 20/11/2026",
        "text": "Khảo sát trạm phát sóng trễ 2 ngày làm việc.",
        "by": None,
        "at": NINE,
    }
    return services.post(key=key, **{**given, **more})


def state(letter):
    letter.refresh_from_db()
    return letter.state


@pytest.fixture
def nowhere(settings):
    settings.DINH_SMTP_URL, settings.DINH_DEMO = "", False


@pytest.fixture
def files(settings, tmp_path):
    settings.DINH_SMTP_URL, settings.DINH_DEMO, settings.DINH_HOME = "", True, tmp_path
    return tmp_path / "mail"


@pytest.fixture
def keeper(settings):
    keeper = Keeper()
    control = started(keeper)
    settings.DINH_SMTP_URL = "smtp://127.0.0.1"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", control.port, 10
    settings.DINH_MAIL_FROM = "Phường Mẫu <cds@mau.example>"
    yield keeper
    control.stop()


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("tries", "wait"),
    [
        (0, timedelta(minutes=1)),
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=2)),
        (5, timedelta(minutes=16)),
        (9, timedelta(minutes=256)),
        (10, timedelta(hours=6)),
        (40, timedelta(hours=6)),
    ],
)
def test_how_long_to_wait(tries, wait):
    assert rules.wait_after(tries) == wait


@pytest.mark.parametrize(
    ("code", "recipient", "sender"),
    [
        (250, Ended.SENT, Ended.SENT),
        (251, Ended.SENT, Ended.SENT),
        (450, Ended.LATER, Ended.TROUBLE),
        (452, Ended.LATER, Ended.TROUBLE),
        (550, Ended.NEVER, Ended.TROUBLE),
        (354, Ended.LATER, Ended.TROUBLE),
    ],
)
def test_what_an_answer_means(code, recipient, sender):
    assert rules.meaning_of(code) == recipient
    assert rules.about_sender(code) == sender


@given(st.integers(0, 100))
def test_waits_never_shrink(tries):
    assert rules.wait_after(tries) <= rules.wait_after(tries + 1) <= rules.LONGEST_WAIT


# ---------------------------------------------------------------- posting


def test_the_same_key_is_posted_once(db):
    assert post().pk == post(subject="Khác").pk
    assert Letter.objects.get().subject == "Nhắc việc ngày 20/11/2026"


def test_a_letter_falls_with_the_deed_that_posted_it(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        post()
        raise RuntimeError
    assert not Letter.objects.exists()


def test_many_letters_cost_few_queries(db, django_assert_max_num_queries):
    new = [
        NewLetter(key=f"k{n}", to=Ref("person", n), channel="inside", subject="Nhắc", text="…")
        for n in range(500)
    ]
    with django_assert_max_num_queries(20):
        services.post_many(letters=new, by=None, at=NINE)
    services.post_many(letters=new, by=None, at=NINE)
    assert Letter.objects.count() == 500


def test_inside_is_there_at_once_and_counts_as_unread_until_seen(db):
    letter = post(channel="inside", address="")
    assert (state(letter), queries.unread(PERSON), queries.unread(ME)) == ("delivered", 1, 0)
    assert queries.notices(PERSON) == [letter]
    assert services.mark_read(to=PERSON, at=NINE) == 1
    assert queries.unread(PERSON) == 0


def test_inside_can_wait_for_its_hour(db, nowhere):
    letter = post(channel="inside", not_before=NINE + timedelta(hours=1))
    services.deliver(now=NINE)
    assert (state(letter), queries.unread(PERSON)) == ("waiting", 0)
    services.deliver(now=NINE + timedelta(hours=1))
    assert (state(letter), queries.unread(PERSON)) == ("delivered", 1)


def test_nobody_reads_the_notice_of_another(db):
    letter = post(channel="inside")
    assert queries.notice(ME, letter.pk) is None
    assert queries.notice(PERSON, letter.pk) == letter
    assert services.mark_read(to=ME, at=NINE, letter_ids=[letter.pk]) == 0


# ---------------------------------------------------------------- without a server, and into files


def test_without_a_setting_e_mails_wait_and_nothing_is_lost(db, nowhere):
    letter = post()
    assert services.deliver(now=NINE + timedelta(days=30)) == {}
    assert (state(letter), letter.tries) == ("waiting", 0)


def test_in_the_demo_town_e_mails_go_into_files_once(db, files):
    letter = post()
    assert services.deliver(now=NINE) == {"sent": 1}
    assert services.deliver(now=NINE) == {}
    [path] = files.iterdir()
    assert letter.message_id.encode() in path.read_bytes()
    assert state(letter) == "sent"


def test_what_is_no_use_any_more_is_not_sent_late(db, files):
    letter = post(not_after=NINE + timedelta(hours=10))
    assert services.deliver(now=NINE + timedelta(hours=11)) == {"failed": 1}
    assert state(letter) == "failed" and "Quá thời gian" in letter.reason
    assert not files.exists()


# ---------------------------------------------------------------- a real mail server


def test_an_e_mail_goes_with_its_number_its_sender_and_its_words(db, keeper):
    letter = post(text="Mở http://127.0.0.1/viec/1/.\n\n• Việc A\n• Việc B <b>")
    assert services.deliver(now=NINE) == {"sent": 1}
    [mail] = keeper.mails
    assert mail["Message-ID"] == letter.message_id and mail["Message-ID"].endswith("@mau.example>")
    assert mail["Subject"] == "Nhắc việc ngày 20/11/2026" and str(mail["To"]) == "mau@mau.example"
    assert (
        mail["From"].addresses[0].display_name == "Phường Mẫu" and mail["Auto-Submitted"] == "auto-generated"
    )
    assert "• Việc A" in mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert '<a href="http://127.0.0.1/viec/1/">' in page and "&lt;b&gt;" in page
    assert state(letter) == "sent"


def test_many_go_over_one_line(db, keeper):
    for n in range(5):
        post(f"k{n}", address=f"mau{n}@mau.example")
    assert services.deliver(now=NINE) == {"sent": 5}
    assert services.deliver(now=NINE) == {}
    assert len(keeper.mails) == 5


def test_refused_for_the_moment_it_is_tried_again_and_given_up_with_the_reason(db, keeper):
    letter = post(address="450@mau.example")
    moment, seen = NINE, []
    for _try in range(rules.MOST_TRIES):
        services.deliver(now=moment)
        assert services.deliver(now=moment + timedelta(seconds=59)) == {}, "it must wait"
        seen.append(state(letter))
        moment = letter.next_try
    assert seen == ["waiting"] * (rules.MOST_TRIES - 1) + ["failed"]
    assert "450" in letter.reason and len(keeper.tried) == rules.MOST_TRIES
    assert services.deliver(now=moment + timedelta(days=9)) == {}


def test_refused_for_good_it_fails_at_once_and_holds_up_nobody(db, keeper):
    bad, good = post("bad", address="550@mau.example"), post("good")
    assert services.deliver(now=NINE) == {"failed": 1, "sent": 1}
    assert (state(bad), state(good)) == ("failed", "sent")
    assert "550" in bad.reason and "Khong co hop thu" in bad.reason


def test_a_text_that_is_refused_after_it_was_read_is_known_not_to_have_gone(db, keeper):
    letter = post()
    keeper.refuse_text = "552 5.3.4 Thu qua lon"
    services.deliver(now=NINE)
    assert (state(letter), letter.unsure) == ("failed", 0)
    assert "552" in letter.reason


@pytest.mark.parametrize(
    "address", ["", "khong-phai", "a b@mau.example", "mẫu@mau.example", "a@b.vn\nBcc: x@y.vn"]
)
def test_what_is_no_address_fails_without_asking_the_server(db, keeper, address):
    letter = post(address=address)
    services.deliver(now=NINE)
    assert state(letter) == "failed" and "địa chỉ" in letter.reason
    assert keeper.tried == []


def test_a_server_that_is_down_costs_one_letter_one_try_and_all_go_when_it_is_back(db, keeper, settings):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    letters = [post(f"k{n}") for n in range(3)]
    assert services.deliver(now=NINE) == {"waiting": 1}
    assert [(state(x), x.tries) for x in letters] == [("waiting", 1), ("waiting", 0), ("waiting", 0)]
    assert "không nhận kết nối" in letters[0].reason and queries.last_trouble() == letters[0]
    settings.EMAIL_PORT = up
    assert services.deliver(now=NINE + timedelta(minutes=2)) == {"sent": 3}
    assert services.deliver(now=NINE + timedelta(minutes=2)) == {}


def test_a_failed_letter_is_sent_again_by_hand_and_the_ledger_says_who(db, keeper):
    letter = post(address="550@mau.example")
    services.deliver(now=NINE)
    Letter.objects.update(address="dung@mau.example")
    later = NINE + timedelta(days=9)
    assert services.try_again(letter_ids=[letter.pk], by=ME, at=later) == 1
    assert services.try_again(letter_ids=[letter.pk], by=ME, at=later) == 0
    assert services.deliver(now=later) == {"sent": 1}
    line = LedgerLine.objects.get(deed="ground.letter-tried-again")
    assert (line.about, line.by) == (letter.ref, ME)


def test_two_runs_at_once_send_each_letter_once(transactional_db, keeper):
    for n in range(12):
        post(f"k{n}", address=f"mau{n}@mau.example")
    runs = [threading.Thread(target=_deliver_and_close) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(keeper.tried) == sorted(f"mau{n}@mau.example" for n in range(12))
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def _deliver_and_close():
    from django.db import connection

    services.deliver(now=NINE)
    connection.close()


def test_the_clock_delivers_each_minute(db, files):
    post(channel="inside", not_before=NINE + timedelta(minutes=1))
    post("k2")
    run = jobs.run("ground.deliver", now=NINE + timedelta(minutes=2))
    assert run is not None and run.said == "đã tới 1, đã gửi 1"


# ---------------------------------------------------------------- other channels


class Messages:
    """A messenger of text messages that remembers what it was given."""

    def __init__(self, *outcomes):
        self.outcomes, self.given = list(outcomes), []

    def channels(self):
        return {"sms": "Tin nhắn"}

    def send(self, letter):
        self.given.append(letter)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def plugged(monkeypatch):
    plug = plugs._sockets["ground.messenger"]
    before = plug.filler, plug.filled_by

    def fill(*outcomes):
        messenger = Messages(*outcomes)
        ground.fill_socket("ground.messenger", messenger)
        return messenger

    yield fill
    plug.filler, plug.filled_by = before


def test_another_channel_is_carried_by_whoever_fills_the_socket(db, nowhere, plugged):
    messenger = plugged(Outcome(Ended.DELIVERED))
    letter = post(channel="sms", address="0900000000")
    assert services.deliver(now=NINE) == {"delivered": 1}
    assert messenger.given[0].message_id == letter.message_id and state(letter) == "delivered"


def test_a_messenger_that_breaks_is_asked_again_with_the_same_number(db, nowhere, plugged):
    messenger = plugged(RuntimeError("đứt"), Outcome(Ended.SENT))
    letter = post(channel="sms", address="0900000000")
    services.deliver(now=NINE)
    assert state(letter) == "waiting" and letter.unsure == 1
    services.deliver(now=letter.next_try)
    assert state(letter) == "sent"
    assert len({given.message_id for given in messenger.given}) == 1


def test_a_channel_nobody_carries_keeps_its_letters(db, files, monkeypatch):
    monkeypatch.setattr(plugs._sockets["ground.messenger"], "filler", None)
    letter = post(channel="zalo")
    assert services.deliver(now=NINE) == {}
    assert state(letter) == "waiting"


# ---------------------------------------------------------------- afterwards


def test_old_texts_go_and_what_happened_stays(db, files):
    letter, notice = post(), post("k2", channel="inside")
    services.deliver(now=NINE)
    assert services.let_old_texts_go(NINE + timedelta(days=61)) == 1
    letter.refresh_from_db()
    notice.refresh_from_db()
    assert (letter.text, letter.state, letter.subject) == ("", "sent", "Nhắc việc ngày 20/11/2026")
    assert notice.text


def test_the_page_of_letters_takes_one_query(db, django_assert_num_queries):
    for n in range(5):
        post(f"k{n}")
    with django_assert_num_queries(1):
        assert len(queries.letters(state="waiting", channel="email", limit=3)) == 3
    assert queries.standing(NINE) == {"waiting": 5}
