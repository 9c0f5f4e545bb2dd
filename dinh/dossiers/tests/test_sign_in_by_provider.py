"""Sign-in by OpenID Connect against a provider that runs here: the whole code flow, and each way it may go wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from dinh.dossiers import identity
from dinh.dossiers.identity.oidc import Asked, OpenIdConnect
from dinh.dossiers.models import CitizenAccount
from dinh.dossiers.services import accounts

from .builders import Ward
from .test_citizen_pages import MINE, recently

CLAIM = "identity_number"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    from oidc_provider_mock import User, run_server_in_thread

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    people = [
        User(sub="cong-dan-1", claims={"name": "Nguyễn Văn Mẫu", CLAIM: MINE}),
        User(sub="cong-dan-2", claims={"name": "Trần Thị Thử", CLAIM: "12"}),
    ]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(issuer: str) -> Iterator[OpenIdConnect]:
    made = OpenIdConnect(
        Asked(
            issuer,
            "dinh",
            "bi-mat",
            name="Nơi thử",
            number_claim=CLAIM,
            scope="openid profile email",
            key="thu",
        )
    )
    identity.offer(made)
    yield made
    identity.withdraw("thu")


def there_and_back(client: Client, who: str, *, change: str = "") -> Any:
    """The citizen goes to the provider, says yes there, and comes back."""
    away = client.get("/dich-vu/dang-nhap/thu/?next=/dich-vu/tai-khoan/", HTTP_HOST="localhost")
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away.url).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["nonce"] and asked["state"]
    said = httpx.post(away.url, data={"sub": who})
    back = urlsplit(said.headers["location"])
    query = back.query.replace("state=", f"state={change}") if change else back.query
    return client.get(f"{back.path}?{query}", HTTP_HOST="localhost")


def test_whom_the_provider_vouches_for_has_their_dossiers_at_once(
    ward: Ward, provider: OpenIdConnect
) -> None:
    dossier = recently(ward, ward.procedure())
    client = Client()
    assert "Nơi thử" in client.get("/dich-vu/dang-nhap/").content.decode()
    back = there_and_back(client, "cong-dan-1")
    assert back.status_code == 302 and back.url == "/dich-vu/tai-khoan/"
    assert dossier.code in client.get("/dich-vu/ho-so/").content.decode()
    row = CitizenAccount.objects.get()
    assert row.citizen == dossier.applicant and row.proven_by == "thu" and row.name == "Nguyễn Văn Mẫu"
    assert there_and_back(Client(), "cong-dan-1").status_code == 302
    assert CitizenAccount.objects.count() == 1


def test_a_number_that_is_none_proves_nobody(ward: Ward, provider: OpenIdConnect) -> None:
    client = Client()
    there_and_back(client, "cong-dan-2")
    row = CitizenAccount.objects.get()
    assert row.citizen is None and row.name == "Trần Thị Thử"
    assert client.get("/dich-vu/ai-da-xem/").url.endswith("#xac-nhan")


@pytest.mark.parametrize("change", ["x", "la"])
def test_an_answer_that_was_not_asked_for_signs_nobody_in(
    db: None, provider: OpenIdConnect, change: str
) -> None:
    client = Client()
    back = there_and_back(client, "cong-dan-1", change=change)
    assert back.url == "/dich-vu/dang-nhap/" and not CitizenAccount.objects.exists()
    assert client.get("/dich-vu/ho-so/").status_code == 302


def test_a_refusal_of_the_provider_is_said(db: None, provider: OpenIdConnect) -> None:
    client = Client()
    client.get("/dich-vu/dang-nhap/thu/", HTTP_HOST="localhost")
    back = client.get("/dich-vu/dang-nhap/thu/ve/?error=access_denied&state=x", follow=True)
    assert "chưa xác nhận được" in back.content.decode()


def test_a_provider_that_cannot_be_reached_leaves_the_password_way_open(db: None) -> None:
    identity.offer(OpenIdConnect(Asked("http://127.0.0.1:9", "dinh", "x", name="Nơi hỏng", key="thu")))
    try:
        answer = Client().get("/dich-vu/dang-nhap/thu/", follow=True)
    finally:
        identity.withdraw("thu")
    assert "Chưa nối được tới Nơi hỏng" in answer.content.decode()


def test_where_to_go_after_signing_in_never_leads_away(db: None, provider: OpenIdConnect) -> None:
    client = Client()
    client.get("/dich-vu/dang-nhap/thu/?next=https://xau.example/", HTTP_HOST="localhost")
    assert client.session["dossiers.onward"] == ""


def test_the_same_person_of_two_providers_is_one_citizen(ward: Ward) -> None:
    rows = [
        accounts.sign_in_by(
            proven=accounts.Proven(key, "1", "Nguyễn Văn Mẫu", identity=MINE), at=timezone.now()
        )
        for key in ("mot", "hai")
    ]
    assert rows[0].pk != rows[1].pk and rows[0].citizen == rows[1].citizen
