"""The national portal: told once and in order, heard once, every answer kept."""

from __future__ import annotations

import base64
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dinh.dossiers import services
from dinh.dossiers.models import Dossier, PortalArrival, PortalMessage
from dinh.dossiers.portal import SOCKET, PortalAnswer, PortalUpdate
from dinh.dossiers.rules import portal as reading
from dinh.dossiers.services import portal
from dinh.ground import services as ground
from dinh.ground.services.plugs import _sockets
from dinh.till.rules import signing

from .builders import MORNING, Ward, at, go, pay
from .test_pages import signed_in


class Far:
    """A portal that answers as told."""

    def __init__(self) -> None:
        self.heard: list[PortalUpdate] = []
        self.lost = False
        self.refuse = ""

    def tell(self, update: PortalUpdate) -> PortalAnswer:
        if self.lost:
            raise ConnectionError("no line")
        self.heard.append(update)
        return PortalAnswer(not self.refuse, self.refuse, {"ma": len(self.heard)})


@pytest.fixture
def far() -> Any:
    made = Far()
    ground.fill_socket(SOCKET, made)
    yield made
    _sockets[SOCKET].filler = None


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure(ways=[("direct", 5, "working-day"), ("online", 5, "working-day")])


def told(far: Far, on: Any) -> list[int]:
    while portal.collect(at=on):
        pass
    portal.send(at=on)
    return [update.fields["TrangThai"] for update in far.heard]


def sync(dossier: Dossier) -> str:
    return str(Dossier.objects.values_list("sync", flat=True).get(pk=dossier.pk))


def test_each_change_is_told_once_in_order_and_without_persons(ward: Ward, edition: Any, far: Far) -> None:
    dossier = ward.receive(edition)
    assert told(far, at(9, 5)) == [2] and sync(dossier) == "told"
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    assert told(far, at(9, 15)) == [2, 6] == told(far, at(9, 16))
    pay(dossier, at(9, 20))
    services.add_note(dossier_id=dossier.pk, words="Đã gọi.", by=ward.officer, at=at(9, 30))
    go(dossier, "tham-tra", "dat", ward.officer, at(10))
    go(dossier, "ky", "ky", ward.leader, at(11))
    assert told(far, at(11, 5))[2:] in ([4, 9], [9])
    go(dossier, "tra-ket-qua", "da-tra", ward.counter, at(14))
    assert told(far, at(14, 5))[-1] == 10 and "Nguyễn" not in str(far.heard)
    keys = [update.key for update in far.heard]
    assert len(set(keys)) == len(keys)


def test_a_lost_line_is_tried_again_and_holds_the_later_ones_back(ward: Ward, edition: Any, far: Far) -> None:
    dossier = ward.receive(edition)
    far.lost = True
    told(far, at(9, 5))
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    far.lost = False
    assert (
        told(
            far,
            at(
                9,
                5,
            ),
        )
        == []
        and sync(dossier) == "behind"
    )
    assert told(far, at(9, 30)) == [2, 6] and sync(dossier) == "told"


def test_what_the_portal_refuses_is_kept_with_its_reason_and_told_anew(
    ward: Ward, edition: Any, far: Far
) -> None:
    dossier = ward.receive(edition)
    far.refuse = "Sai mã đơn vị."
    told(far, at(9, 5))
    row = PortalMessage.objects.get()
    assert (row.state, row.reason, sync(dossier)) == ("refused", "Sai mã đơn vị.", "refused")
    client = signed_in(ward.counter)
    assert "Sai mã đơn vị." in client.get("/ho-so/cong-quoc-gia/").content.decode()
    far.refuse = ""
    for page in ("/ho-so/", f"/ho-so/{dossier.code}/"):
        assert 'href="/ho-so/cong-quoc-gia/"' in client.get(page).content.decode(), "there is a way to it"
    assert client.post("/ho-so/cong-quoc-gia/", {"lan": row.pk}).url == "/ho-so/cong-quoc-gia/"
    assert 'href="/ho-so/cong-quoc-gia/"' not in client.get("/ho-so/").content.decode()
    portal.send(at=row.made_at + timedelta(days=400))
    assert sync(dossier) == "told"
    with pytest.raises(services.WrongState):
        portal.send_again(message_id=row.pk, by=ward.counter, at=at(10))


def test_without_a_portal_nothing_is_told_and_nothing_is_lost(ward: Ward, edition: Any) -> None:
    from dinh.dossiers.jobs import tell_portal

    dossier = ward.receive(edition)
    assert tell_portal(MORNING) is None and sync(dossier) == "not-asked"
    made = Far()
    ground.fill_socket(SOCKET, made)
    try:
        assert "1 đã nhận" in (tell_portal(at(10)) or "")
    finally:
        _sockets[SOCKET].filler = None


# ---------------------------------------------------------------- inward


def sent(edition: Any, **more: Any) -> dict[str, Any]:
    return {
        "MaHoSo": "G22.99.08-261120-0007",
        "MaTTHC": "1.004884.000.00.00.H56",
        "MaDonVi": "16576",
        "NguoiNop": {"HoTen": "Nguyễn Thị Mẫu", "SoDinhDanh": "038179000147", "DienThoai": "0912000001"},
        "GiayTo": [
            {"Ten": paper.name, "TepTin": "a.pdf", "NoiDung": base64.b64encode(b"%PDF-1.4\n%mau\n").decode()}
            for paper in edition.papers.all()
        ],
        **more,
    }


def arrive(given: Any, **heads: str) -> Any:
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    stamp = str(int(time.time()))
    headers = {"X-Timestamp": stamp, "X-Signature": signing.sign("khoa-mau", stamp, body), **heads}
    return Client().post(
        "/cong/dich-vu-cong-quoc-gia/", body, content_type="application/json", headers=headers
    )


def test_a_dossier_of_the_portal_is_taken_in_once(ward: Ward, edition: Any, settings: Any) -> None:
    assert arrive(sent(edition)).status_code == 404
    settings.DINH_PORTAL_SECRET = "khoa-mau"
    one, two = arrive(sent(edition)), arrive(sent(edition))
    assert one.status_code == 200, one.content.decode()
    dossier = Dossier.objects.get()
    assert one.json() == two.json() and one.json()["MaHoSo"] == dossier.code
    assert (dossier.channel, dossier.received_office) == ("portal", ward.desk)
    assert dossier.papers.filter(paper=None).count() == 0 and PortalArrival.objects.get().times == 2
    other = arrive(sent(edition, TruongHop="khác"))
    assert (
        other.status_code == 409 and "nội dung khác" in other.content.decode()
    ) or "TuChoi" in other.content.decode()
    assert arrive(sent(edition), **{"X-Signature": "00"}).status_code == 401
    assert Client().get("/cong/dich-vu-cong-quoc-gia/").status_code == 405


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"MaDonVi": "00000"}, "MaDonVi"),
        ({"MaTTHC": "abc"}, "MaTTHC"),
        ({"MaTTHC": "9.999999"}, "MaTTHC"),
        ({"NguoiNop": None}, "NguoiNop"),
        ({"GiayTo": []}, "paper-"),
        ({"GiayTo": [{"Ten": "Tờ khai", "TepTin": "a.pdf", "NoiDung": ""}]}, "GiayTo[1]"),
        ({"GiayTo": [{"Ten": "Tờ khai", "TepTin": "a.pdf", "NoiDung": "%%%"}]}, "GiayTo[1]"),
    ],
)
def test_what_cannot_be_taken_says_where_and_may_come_again(
    ward: Ward, edition: Any, settings: Any, more: dict[str, Any], field: str
) -> None:
    settings.DINH_PORTAL_SECRET = "khoa-mau"
    answer = arrive(sent(edition, **more))
    assert answer.status_code == 422
    assert any(each["Truong"].startswith(field) for each in answer.json()["Loi"]), answer.json()
    assert not Dossier.objects.exists()
    assert arrive(sent(edition)).status_code == 200


_ANY = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)
_NAMES = st.sampled_from(["MaHoSo", "MaTTHC", "MaDonVi", "NguoiNop", "GiayTo", "TruongHop"])


@given(_ANY | st.dictionaries(_NAMES, _ANY | st.dictionaries(st.just("HoTen"), _ANY), max_size=6))
def test_whatever_the_portal_sends_is_read_or_refused_with_its_fields(given_: Any) -> None:
    try:
        reading.read(given_)
    except reading.Unreadable as refused:
        assert refused.faults
