"""Search: what is found, by whom, how it keeps step with the house, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from threading import Event, get_ident
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dinh.boards import search
from dinh.boards.models import Entry, SearchMark
from dinh.boards.search import feeding, finding, kinds, postgres, sqlite, tokens
from dinh.boards.search.asking import question_of
from dinh.boards.search.kinds import Made
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.papers import queries as papers
from dinh.plans import queries as plans
from dinh.plans.models import Plan, Target
from dinh.plans.tests.builders import NINE, Town, make_actor, make_unit
from dinh.plans.tests.test_pages import browser
from dinh.town.models import Office, Unit
from dinh.town.people_queries import seen_q
from dinh.town.shapes import Actor, MandateShape, Role

DAY = date(2026, 5, 4)


def found(actor: Actor | None, typed: str) -> set[tuple[str, int]]:
    """Everything the overview and the pages of each kind show."""
    shown = set()
    for group in search.overview(actor, typed, DAY):
        after = ""
        while True:
            page = search.page_of(actor, typed, DAY, group.key, after=after, limit=3)
            shown |= {(hit.kind, hit.ident) for hit in page.hits}
            after = page.later
            if not after:
                break
        assert {(hit.kind, hit.ident) for hit in group.hits} <= shown
        assert group.count == len({ident for kind, ident in shown if kind == group.key})
    return shown


def kinds_found(actor: Actor | None, typed: str) -> dict[str, int]:
    return {group.key: group.count for group in search.overview(actor, typed, DAY)}


@pytest.fixture
def plan(town: Town) -> Plan:
    made = town.plan()
    search.catch_up()
    return made


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize(
    "typed",
    [
        "Chuyển đổi số",
        "chuyen doi so",
        "CHUYỂN ĐỔI",
        "chuyen d",
        "cđs",
        "27/KH-UBND",
        "27 kh ubnd",
        "số chuyển",
    ],
)
def test_a_plan_is_found_with_marks_or_without_by_beginnings_and_by_abbreviations(
    town: Town, plan: Plan, typed: str
) -> None:
    assert ("plan", plan.pk) in found(town.planner, typed)


def test_parts_of_a_plan_are_found_by_their_own_words_and_by_who_leads(town: Town, plan: Plan) -> None:
    assert ("target", plan.targets.get(mark="T1").pk) in found(town.viewer, "5g")
    assert ("project", plan.projects.get().pk) in found(town.viewer, "truyền thanh")
    assert {"target", "task"} <= set(kinds_found(town.viewer, "văn hóa xã hội"))


@pytest.mark.parametrize("typed", ["", "   ", "?!…", "khôngcóđâu", "5g khôngcó"])
def test_nothing_typed_marks_alone_or_strange_words_find_nothing(town: Town, plan: Plan, typed: str) -> None:
    assert search.overview(town.planner, typed, DAY) == []


@given(st.text(max_size=40))
def test_whatever_is_typed_makes_an_expression(typed: str) -> None:
    question = question_of(typed, frozenset({"all", "u38x"}))
    if not question.empty:
        for near in (0, 1, 2):
            assert sqlite.match(question, near) and postgres.match(question, near, no_nearer=True)


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "a'b", "(", "and or not", "NEAR(a b)", "a*", "-a", "who : all", "a & !b", "\\", "=", "~all"],
)
def test_signs_of_the_query_languages_do_no_harm(town: Town, plan: Plan, typed: str) -> None:
    found(town.planner, typed)


def test_the_very_words_come_before_words_apart_and_words_elsewhere(town: Town) -> None:
    everybody = frozenset({tokens.ALL})
    made = [
        Made("paper", 1, "Số liệu chuyển biến, đổi mới", "/1", everybody),
        Made("paper", 2, "Kế hoạch chuyển đổi số", "/2", everybody),
        Made("paper", 3, "Công văn", "/3", everybody, words="chuyển đổi số"),
        Made("paper", 4, "Chuyên đội sổ", "/4", everybody),
    ]
    put_made(made)
    page = search.page_of(town.viewer, "chuyển đổi số", DAY, "paper")
    assert [hit.ident for hit in page.hits] == [2, 4, 1, 3]


def test_pages_go_on_where_the_last_one_ended_through_all_tiers(town: Town) -> None:
    everybody = frozenset({tokens.ALL})
    put_made(
        Made("paper", n, "An toàn thông tin" if n % 2 else "Thông tin an toàn", f"/{n}", everybody)
        for n in range(1, 26)
    )
    seen, after = [], ""
    while True:
        page = search.page_of(town.viewer, "an toàn", DAY, "paper", after=after, limit=4)
        seen += [hit.ident for hit in page.hits]
        after = page.later
        if not after:
            break
    assert len(seen) == 25 and len(set(seen)) == 25


def put_made(made: Any) -> None:
    """Entries without things behind them."""
    rows = [feeding._entry(kinds.entry_id(each.kind, each.ident), each) for each in made]
    Entry.objects.bulk_create([entry for entry, _row in rows])
    feeding.index().put([row for _entry, row in rows])


# ---------------------------------------------------------------- who finds what


@pytest.mark.parametrize("few", [3000, 0])
def test_what_one_may_not_see_is_neither_found_nor_counted(
    town: Town, plan: Plan, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every role, at every place of the tree, over the unit or one office, for narrow questions and for broad ones: the
    index answers as the rooms do."""
    monkeypatch.setattr(finding, "FEW", few)
    neighbour = make_unit("16600", "Láng Giềng", parent=town.province)
    search.reindex()
    places = [town.province, town.unit, neighbour, town.elsewhere]
    offices = {town.unit.pk: town.office}
    for role, place, by_office in product([role.value for role in Role], places, [False, True]):
        office = offices.get(place.pk) if by_office else None
        actor = Actor(None, "ai đó", (MandateShape(role, place.path, office.pk if office else None),))
        seen = found(actor, "mẫu")
        assert seen == may_be_seen(actor, "mẫu"), (role, place, by_office)
        if place == town.elsewhere:
            assert not {kind for kind, _ident in seen} & {"plan", "target", "task", "project", "paper"}


def may_be_seen(actor: Actor, word: str) -> set[tuple[str, int]]:
    """The same asked of the rooms themselves, row by row."""
    allowed = {
        "plan": plans.visible_plans(actor, DAY),
        "target": Target.objects.filter(plan__in=plans.visible_plans(actor, DAY)),
        "task": None,
        "project": None,
        "paper": papers.visible(actor, DAY),
    }
    wanted = set()
    for kind in kinds.kinds():
        idents = kind.after(0, 10_000)
        rows = allowed.get(kind.key)
        if rows is not None:
            idents = list(rows.values_list("pk", flat=True))
        elif kind.key in {"task", "project"}:
            model = {"task": Plan.tasks.rel.related_model, "project": Plan.projects.rel.related_model}[
                kind.key
            ]
            idents = list(
                model.objects.filter(plan__in=plans.visible_plans(actor, DAY)).values_list("pk", flat=True)
            )
        elif kind.key == "person":
            from dinh.town.models import Person

            idents = list(Person.objects.filter(seen_q(actor, DAY)).values_list("pk", flat=True))
        elif kind.key == "assignment":
            from dinh.work.models import Assignment
            from dinh.work.queries.scope import visible_q

            idents = list(Assignment.objects.filter(visible_q(actor, DAY)).values_list("pk", flat=True))
        for made in kind.make(idents):
            text = f"{made.title} {made.note} {made.words}"
            from dinh.ground.text import words

            if any(each.startswith("mau") for each in words(text)):
                wanted.add((kind.key, made.ident))
    return wanted


def test_a_mandate_that_is_over_or_to_come_finds_nothing(town: Town, plan: Plan) -> None:
    for since, until in ((DAY + timedelta(1), None), (None, DAY - timedelta(1))):
        actor = Actor(None, "ai đó", (MandateShape("leader", town.unit.path, None, since, until),))
        assert ("plan", plan.pk) not in found(actor, "chuyển đổi số")
    assert search.overview(None, "chuyển đổi số", DAY) == []


def test_a_commune_finds_the_plans_of_its_province_and_not_those_of_its_neighbour(town: Town) -> None:
    neighbour = make_unit("16600", "Láng Giềng", parent=town.province)
    plan = town.plan()
    search.catch_up()
    above = make_actor("leader", town.province)
    assert ("plan", plan.pk) in found(above, "27/KH-UBND")
    assert found(make_actor("leader", neighbour), "27/KH-UBND") == set()


@given(
    st.lists(st.sampled_from(["38", "14", "16", "7", "79"]), min_size=1, max_size=3),
    st.lists(st.sampled_from(["38", "14", "16", "7", "79"]), min_size=1, max_size=3),
)
def test_tokens_agree_with_the_rule_of_paths(thing: list[str], mandate: list[str]) -> None:
    of_thing, of_mandate = (f"/{'/'.join(codes)}/" for codes in (thing, mandate))
    held = tokens.of_actor(Actor(None, "x", (MandateShape("viewer", of_mandate),)), DAY)
    below = of_thing.startswith(of_mandate)
    above = of_mandate.startswith(of_thing)
    assert bool(held & tokens.under(of_thing)) is below
    assert bool(held & tokens.under_and_below(of_thing)) is (below or above)


# ---------------------------------------------------------------- keeping step


def test_what_the_ledger_names_is_indexed_anew_and_the_mark_moves(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")
    Target.objects.filter(pk=target.pk).update(text="Cáp quang tới từng nhà", metric="")
    assert ("target", target.pk) not in found(town.viewer, "cáp quang")
    line = ground.write(deed="plans.amended", about=target.ref, by=None, at=NINE)
    assert search.catch_up() == 1
    assert SearchMark.objects.get().last_line == line.id
    assert ("target", target.pk) in found(town.viewer, "cáp quang")
    assert ("target", target.pk) not in found(town.viewer, "5g")
    assert search.catch_up() == 0


def test_what_others_name_in_passing_is_not_indexed_anew_and_its_own_deeds_are(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office.objects.create(unit=town.unit, name="Phòng Thí Dụ Tìm", kind="khac")
    search.catch_up()
    made: list[int] = []
    kind = kinds.kind("office")
    assert kind is not None

    def make(idents: Sequence[int]) -> Iterable[Made]:
        made.extend(idents)
        return kind.make(idents)

    monkeypatch.setitem(kinds._kinds, "office", replace(kind, make=make))
    ground.write(deed="plans.amended", about=Ref("plan", 1), by=None, at=NINE, also=[office.ref])
    search.catch_up()
    assert made == []
    ground.write(deed="town.office-opened", about=office.ref, by=None, at=NINE)
    search.catch_up()
    assert made == [office.pk] and ("office", office.pk) in found(town.viewer, "Phòng Thí Dụ Tìm")


def test_after_a_cut_the_next_catching_up_goes_on_from_the_mark(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = town.plan()
    monkeypatch.setattr(feeding, "LINES_AT_ONCE", 2)
    real, calls = feeding._catch_up_some, []

    def breaks() -> int:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("cut off")
        return real()

    monkeypatch.setattr(feeding, "_catch_up_some", breaks)
    with pytest.raises(RuntimeError):
        search.catch_up()
    assert SearchMark.objects.get().last_line == 4
    search.catch_up()
    assert ("plan", plan.pk) in found(town.viewer, "27/KH-UBND")


def test_a_step_indexes_no_more_than_so_many_things_however_many_lines_it_passes_over(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.catch_up()
    first = SearchMark.objects.get().last_line
    monkeypatch.setattr(feeding, "MENTIONS_AT_ONCE", 2)
    plan = town.plan()
    for _n in range(4):
        ground.write(deed="dossiers.stepped", about=Ref("dossier", 7), by=None, at=NINE)
    last = ground.write(deed="plans.amended", about=Ref("plan", plan.pk), by=None, at=NINE)
    steps = []
    while step := feeding._catch_up_some():
        steps.append(step)
    assert sum(steps) == last.id - first and len(steps) > 1
    assert ("plan", plan.pk) in found(town.viewer, "27/KH-UBND")


def test_a_long_way_is_left_to_the_clock_and_a_request_keeps_none_of_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.catch_up()
    plan = town.plan()
    monkeypatch.setattr(feeding, "FOLLOWED_BY_REQUESTS", 1)
    search.note_request()
    assert ("plan", plan.pk) not in found(town.viewer, "27/KH-UBND")
    search.catch_up()
    assert ("plan", plan.pk) in found(town.viewer, "27/KH-UBND")


def test_an_answer_that_wrote_lines_is_followed_when_it_is_over(town: Town) -> None:
    plan = town.plan()
    search.note_request()
    assert ("plan", plan.pk) in found(town.viewer, "27/KH-UBND")


@pytest.mark.django_db(transaction=True)
def test_lines_of_many_requests_are_followed_together_by_a_thread(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DINH_FOLLOW_SECONDS = 0.05
    followed = Event()
    looks: list[int] = []

    def look() -> None:
        looks.append(get_ident())
        followed.set()

    monkeypatch.setattr(feeding, "_follower", feeding._Follower())
    monkeypatch.setattr(feeding, "_follow", look)
    for _n in range(5):
        ground.write(deed="plans.amended", about=Ref("plan", 1), by=None, at=NINE)
        search.note_request()
    search.note_request()
    assert followed.wait(5) and len(looks) == 1 and looks[0] != get_ident()
    followed.clear()
    ground.write(deed="plans.amended", about=Ref("plan", 1), by=None, at=NINE)
    search.note_request()
    assert followed.wait(5)


def test_reindexing_mends_whatever_is_missing_wrong_or_too_much(town: Town, plan: Plan) -> None:
    search.reindex()
    before = set(Entry.objects.values_list("pk", "digest"))
    gone = Entry.objects.filter(kind="target").first()
    assert gone is not None
    feeding.index().drop([gone.pk])
    gone.delete()
    put_made([Made("target", 9_999_999, "Không còn nữa", "/x", frozenset({tokens.ALL}))])
    Entry.objects.filter(kind="plan").update(digest="sai")
    assert search.reindex() == 3
    assert set(Entry.objects.values_list("pk", "digest")) == before
    assert found(town.viewer, "không còn nữa") == set()
    assert search.reindex() == 0


def test_a_unit_that_ended_is_no_longer_found(town: Town) -> None:
    search.reindex()
    assert kinds_found(town.viewer, "tỉnh khác") == {"unit": 1}
    Unit.objects.filter(pk=town.elsewhere.pk).update(until=date(2026, 1, 1))
    search.put([Ref("unit", town.elsewhere.pk)])
    assert kinds_found(town.viewer, "tỉnh khác") == {}


# ---------------------------------------------------------------- what it costs, and the page


def test_each_answer_takes_five_queries_at_most(
    town: Town, plan: Plan, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (3000, 0):
        monkeypatch.setattr(finding, "FEW", few)
        with django_assert_max_num_queries(5):
            search.overview(town.viewer, "chuyển đổi số", DAY)
        with django_assert_max_num_queries(5):
            search.at_hand(town.viewer, "chuyển đổi số", DAY)
    with django_assert_max_num_queries(4):
        search.page_of(town.viewer, "chuyển đổi số", DAY, "target")


def test_the_page_shows_kinds_with_counts_and_one_kind_alone(town: Town, plan: Plan) -> None:
    client = browser(town.viewer)
    page = client.get("/tim/", {"q": "tỷ lệ"}).content.decode()
    assert "loai=target" in page and "Tỷ lệ phủ sóng 5G" in page
    alone = client.get("/tim/", {"q": "tỷ lệ", "loai": "target"}).content.decode()
    assert "Tỷ lệ thanh toán trực tuyến" in alone and 'aria-current="page"' in alone
    part = client.get("/tim/", {"q": "5g", "manh": "1"}).content.decode()
    assert "<html" not in part and "Tỷ lệ phủ sóng 5G" in part
    assert "Không có gì khớp" in client.get("/tim/", {"q": "khôngcóđâu"}).content.decode()


def test_a_stranger_finds_nothing_on_the_page(town: Town, plan: Plan, client: Any) -> None:
    assert "Không có gì khớp" in client.get("/tim/", {"q": "5g"}).content.decode()
    assert "phủ sóng" not in browser(town.stranger).get("/tim/", {"q": "5g"}).content.decode()


def test_permission_is_met_inside_the_index(town: Town) -> None:
    """No row is read that the asker may not see: the one expression asks for words and tokens together."""
    question = question_of("5g", frozenset({"u38x"}))
    made = postgres.match(question) if connection.vendor == "postgresql" else sqlite.match(question)
    assert "u38x" in made and "5g" in made
