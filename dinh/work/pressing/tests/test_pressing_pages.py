"""Pages of pressing: each opens, each deed goes by a plain form, and who may not is told so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dinh.ground.outbox import services as outbox
from dinh.ground.outbox.models import Letter
from dinh.ground.shapes import Ref
from dinh.town import testing
from dinh.town.models import Person
from dinh.town.services import declare_deeds, deeds
from dinh.town.shapes import Role
from dinh.work.models import DigestWish, LocalRule, Press
from dinh.work.pressing import rules, services
from dinh.work.tests.builders import NOON, Town, at, day


def client_of(actor) -> Client:
    who = Person.objects.get(pk=actor.person_id)
    account = getattr(who, "account", None) or testing.account(who, f"u{who.pk}")
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture(autouse=True)
def pretend_now(monkeypatch):
    """Pages ask what time it is; the town of these tests lives on 20/11/2026."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOON)


def late(town: Town, **more):
    return town.ask(due_on=day(-3), on=at(day(-20)), **more)


def press(town: Town, **more):
    given = {"words": "Báo cáo ngay.", "answer_by": day(3), "by": town.leader, "at": NOON}
    return services.press(**{**given, **more})


# ---------------------------------------------------------------- notices


def test_a_notice_is_unread_until_it_is_opened(town: Town):
    late_one = late(town)
    press(town, assignment_ids=[late_one.pk])
    client = client_of(town.head)
    page = client.get(reverse("work.notices")).content.decode()
    assert "1 thông báo chưa đọc" in page and "Nguyễn Văn Mẫu đôn đốc: Khảo sát trạm phát sóng" in page
    assert "Nhắc việc: 1 chưa đọc" in page
    opened = client.get(reverse("work.notice", args=[Letter.objects.get().pk])).content.decode()
    assert "Báo cáo ngay." in opened and reverse("work.answer_press", args=[1]).rsplit("/", 2)[0] in opened
    assert "Đã đọc hết" in client.get(reverse("work.notices")).content.decode()


def test_all_are_marked_read_by_one_form(town: Town):
    for _n in range(3):
        press(town, assignment_ids=[late(town).pk])
    client = client_of(town.head)
    assert client.get(reverse("work.notices_read")).status_code == 405
    assert client.post(reverse("work.notices_read")).status_code == 302
    assert not Letter.objects.filter(read_at=None, to_id=str(town.head.person_id)).exists()


def test_the_notice_of_another_is_not_found(town: Town):
    press(town, assignment_ids=[late(town).pk])
    letter = Letter.objects.get()
    assert client_of(town.stranger).get(reverse("work.notice", args=[letter.pk])).status_code == 404


def test_the_morning_opens_as_it_was_made_and_only_to_its_reader(town: Town):
    from dinh.work.models import Digest

    late(town)
    services.morning(at=NOON)
    digest = Digest.objects.get(person=town.head.person_id)
    client = client_of(town.head)
    letter = Letter.objects.get(to_id=str(town.head.person_id))
    shown = client.get(reverse("work.notice", args=[letter.pk]), follow=True)
    assert shown.redirect_chain[-1][0] == reverse("work.digest", args=[digest.pk])
    page = shown.content.decode()
    assert "Việc Thứ Sáu, 20/11/2026" in page and "Khảo sát trạm phát sóng" in page
    assert client_of(town.officer).get(reverse("work.digest", args=[digest.pk])).status_code == 404


def test_one_says_how_one_wants_the_morning(town: Town):
    client = client_of(town.head)
    assert client.get(reverse("work.wish")).status_code == 200
    assert client.post(reverse("work.wish"), {"inside": "on"}).status_code == 302
    row = DigestWish.objects.get()
    assert (row.inside, row.email) == (True, False)


# ---------------------------------------------------------------- pressing


def test_the_form_shows_who_will_get_it_and_presses_by_a_plain_post(town: Town):
    row = late(town, person_id=town.officer.person_id)
    client = client_of(town.leader)
    url = f"{reverse('work.press_new')}?viec={row.pk}"
    page = client.get(url).content.decode()
    assert "Lê Văn Thí" in page and "Trần Thị Thử" in page and "Khảo sát trạm phát sóng" in page
    sent = client.post(url, {"viec": row.pk, "words": "Gấp.", "answer_by": "23/11/2026"}, follow=True)
    made = Press.objects.get()
    assert sent.redirect_chain[-1][0] == reverse("work.press_page", args=[made.pk])
    assert "Đã đôn đốc 1 việc của 1 nơi" in sent.content.decode()


def test_what_was_typed_wrong_is_kept_and_the_field_is_named(town: Town):
    row = late(town)
    answer = client_of(town.leader).post(
        reverse("work.press_new"), {"viec": row.pk, "words": "Gấp lắm", "answer_by": "01/11/2026"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "Gấp lắm" in page
    assert "Ngày phải trả lời không được trước hôm nay 20/11/2026" in page
    assert not Press.objects.exists()


@pytest.mark.parametrize("what", ["office", "unit", "report"])
def test_many_are_pressed_from_one_form(town: Town, what):
    for n, office in enumerate((town.economy, town.culture)):
        late(town, office_id=office.pk, asked_by=Ref("report", n))
    given = {
        "office": {"co-quan": town.economy.pk},
        "unit": {"don-vi": town.ward.pk},
        "report": {"loai": "report"},
    }[what]
    client = client_of(town.leader)
    assert client.get(reverse("work.press_new"), given).status_code == 200
    client.post(reverse("work.press_new"), {**given, "words": "Gấp.", "answer_by": "23/11/2026"})
    assert Press.objects.get().owed.count() == (1 if what == "office" else 2)


def test_the_front_page_says_what_i_owe_what_i_pressed_and_where_it_is_late(town: Town):
    press(town, assignment_ids=[late(town).pk])
    mine = client_of(town.head).get(reverse("work.presses")).content.decode()
    assert "Chờ anh, chị trả lời" in mine and "Báo cáo ngay." in mine
    leaders = client_of(town.leader).get(reverse("work.presses")).content.decode()
    assert "0 trên 1 nơi đã trả lời" in leaders and "Đôn đốc cả 1 việc" in leaders
    viewers = client_of(town.viewer).get(reverse("work.presses")).content.decode()
    assert "Đôn đốc cả" not in viewers


def test_an_answer_goes_by_a_plain_post_and_shows_on_every_page(town: Town):
    row = late(town)
    made = press(town, assignment_ids=[row.pk])
    owed = made.owed.get()
    url = reverse("work.answer_press", args=[owed.pk])
    client = client_of(town.head)
    wrong = client.post(url, {"text": "", "promised_on": ""})
    assert wrong.status_code == 422 and "Viết đã làm được gì" in wrong.content.decode()
    assert client.post(url, {"text": "Chờ nhà mạng.", "promised_on": "25/11/2026"}).status_code == 302
    for page in (url, reverse("work.press_page", args=[made.pk]), reverse("work.assignment", args=[row.pk])):
        shown = client.get(page).content.decode()
        assert "Chờ nhà mạng." in shown and "25/11/2026" in shown, page
    assert "Trần Thị Thử đã trả lời" in client.post(url, {"text": "Nữa"}).content.decode()


def test_whoever_may_not_is_told_so(town: Town):
    row = late(town)
    owed = press(town, assignment_ids=[row.pk]).owed.get()
    asked = client_of(town.viewer).get(f"{reverse('work.press_new')}?viec={row.pk}").content.decode()
    assert "không được giao đôn đốc" in asked and "<textarea" not in asked
    posted = client_of(town.viewer).post(
        reverse("work.press_new"), {"viec": row.pk, "words": "Gấp.", "answer_by": "23/11/2026"}
    )
    assert posted.status_code == 403
    answered = client_of(town.viewer).post(
        reverse("work.answer_press", args=[owed.pk]), {"text": "Tôi trả lời"}
    )
    assert answered.status_code == 403
    for url in (
        reverse("work.press_page", args=[owed.press_id]),
        reverse("work.answer_press", args=[owed.pk]),
    ):
        assert client_of(town.stranger).get(url).status_code == 404


def test_a_selection_in_the_list_is_pressed_in_one_act(town: Town):
    rows = [late(town), late(town, office_id=town.culture.pk)]
    data = {"viec": "don-doc", "chon": [row.pk for row in rows]}
    client = client_of(town.leader)
    assert "Lời đôn đốc" in client.post(reverse("work.batch"), data).content.decode()
    done = client.post(
        reverse("work.batch"), {**data, "lam": "1", "words": "Gấp.", "answer_by": "23/11/2026"}, follow=True
    )
    assert done.content.decode().count("Đã đôn đốc.") == 2
    assert Press.objects.get().owed.count() == 2


# ---------------------------------------------------------------- rules


def test_a_leader_adds_a_rule_switches_one_off_and_ends_both(town: Town):
    client = client_of(town.leader)
    url = reverse("work.reminder_rules")
    assert "Quy tắc chung" in client.get(url).content.decode()
    given = {
        "unit": town.ward.pk, "when": "after", "days": "1", "most": "5", "to": ["leader"], "asked_by_kind": "",
        "since": "20/11/2026", "source": "Quy chế mẫu",
    }  # fmt: skip
    assert client.post(url, given).status_code == 302
    assert client.post(url, {**given, "days": ""}).status_code == 422
    client.post(reverse("work.switch_off_rule"), {"unit": town.ward.pk, "key": "truoc-1"})
    page = client.get(url).content.decode()
    assert "cứ 1 ngày làm việc một lần, nhiều nhất 5 lần" in page and "tắt từ 20/11/2026" in page
    for row in LocalRule.objects.all():
        assert client.post(reverse("work.end_rule", args=[row.pk])).status_code == 302
    assert not LocalRule.objects.filter(until=None).exists()


def test_everybody_reads_the_rules_and_only_some_may_set_them(town: Town):
    client = client_of(town.head)
    page = client.get(reverse("work.reminder_rules")).content.decode()
    assert "Quy tắc chung" in page and "Thêm quy tắc riêng" not in page
    assert client.post(reverse("work.reminder_rules"), {}).status_code == 403
    refused = client.post(reverse("work.switch_off_rule"), {"unit": town.ward.pk, "key": "truoc-1"})
    assert refused.status_code == 403


# ---------------------------------------------------------------- the outbox


def test_an_administrator_sees_what_failed_and_sends_it_again(town: Town, settings):
    settings.DINH_SMTP_URL, settings.DINH_DEMO = "", False
    admin = testing.actor("admin", town.ward, name="Nguyễn Quản Trị")
    letter = outbox.post(
        key="k", to=Ref("person", town.head.person_id), channel="email", address="sai", subject="Nhắc việc", text="…",
        by=None, at=NOON,
    )  # fmt: skip
    Letter.objects.update(state="failed", reason="Máy chủ thư từ chối: 550 không có hộp thư", ended_at=NOON)
    client = client_of(admin)
    page = client.get(reverse("work.outbox")).content.decode()
    assert "550 không có hộp thư" in page and "thư điện tử nằm chờ, không mất" in page
    again = client.post(reverse("work.outbox_again"), {"chon": [letter.pk]}, follow=True)
    assert "1 thư được xếp lại vào hàng chờ" in again.content.decode()
    letter.refresh_from_db()
    assert letter.state == "waiting"


def test_an_administrator_sees_only_letters_to_the_people_of_their_own_units(town: Town):
    outbox.post(
        key="k", to=Ref("person", town.stranger.person_id), channel="email", address="x@y.vn", subject="Thư xa",
        text="…", by=None, at=NOON,
    )  # fmt: skip
    Letter.objects.update(state="failed", ended_at=NOON)
    client = client_of(testing.actor("admin", town.ward, name="Nguyễn Quản Trị"))
    assert "Thư xa" not in client.get(reverse("work.outbox")).content.decode()
    client.post(reverse("work.outbox_again"), {"chon": [Letter.objects.get().pk]})
    assert Letter.objects.get().state == "failed"


@pytest.mark.parametrize("who", ["leader", "head", "officer", "viewer", "provincial"])
def test_nobody_else_opens_the_outbox(town: Town, who):
    client = client_of(getattr(town, who))
    assert client.get(reverse("work.outbox")).status_code == 403
    assert client.post(reverse("work.outbox_again"), {"chon": [1]}).status_code == 403


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize("deed", rules.WHO_MAY)
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_the_who_may_table_cell_by_cell(town: Town, deed, role):
    actor = testing.actor(role, town.ward, name="Ai Đó")
    row, may = late(town), role in rules.WHO_MAY[deed]
    assert next(d for d in deeds() if d.name == deed).roles == rules.WHO_MAY[deed]
    owed = press(town, assignment_ids=[row.pk]).owed.get()
    client = client_of(actor)
    done = {
        "work.press": lambda: client.post(
            reverse("work.press_new"), {"viec": row.pk, "words": "Gấp.", "answer_by": "23/11/2026"}
        ),
        "work.answer_press": lambda: client.post(
            reverse("work.answer_press", args=[owed.pk]), {"text": "Đang làm"}
        ),
        "work.set_reminder_rules": lambda: client.post(
            reverse("work.switch_off_rule"), {"unit": town.ward.pk, "key": "truoc-1"}
        ),
        "work.watch_outbox": lambda: client.get(reverse("work.outbox")),
    }[deed]()
    assert (done.status_code in (200, 302)) is may, done.status_code


def test_every_deed_has_words():
    declare_deeds("work", rules.WHO_MAY, words=rules.WORDS)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("work.notices", []),
        ("work.presses", []),
        ("work.reminder_rules", []),
        ("work.wish", []),
        ("work.outbox", []),
    ],
)
def test_signed_out_one_is_asked_to_sign_in(db, name, args):
    answer = Client().get(reverse(name, args=args))
    assert answer.status_code == 302 and "/dang-nhap/" in answer.headers["Location"]
