"""What hands nonsense to pages sees a page that falls, gives markup back, refuses without a word, or stores what it refuses."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.utils.html import escape

from dinh.ground.models import JobClock
from dinh.look.nonsense import addresses, walk

FORM = "<main><form method='post'><input name='so' value='1'><input type='file' name='tep'></form></main>"
REFUSED = "<main>Số này không đọc được.</main>"


def _number(request: HttpRequest) -> int:
    return int(request.POST["so"])


def good(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return HttpResponse(FORM)
    said = request.POST.get("so", "")
    return HttpResponse(REFUSED + escape(said), status=200 if said.isdecimal() else 422)


def falls(request: HttpRequest) -> HttpResponse:
    return HttpResponse(FORM if request.method == "GET" else str(_number(request)))


def echoes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(FORM + "".join(request.POST.values()))


def is_silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse(FORM) if request.method == "GET" else HttpResponse("<main>422</main>", status=422)


def stores_half(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return HttpResponse(FORM)
    JobClock.objects.create(name=f"nửa chừng {JobClock.objects.count()}", since=timezone.now())
    return HttpResponse(REFUSED, status=409)


urlpatterns = [path(f"{each.__name__}/", each) for each in (good, falls, echoes, is_silent, stores_half)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_a_page_that_refuses_well_passes() -> None:
    assert walk(Client(), ["/good/"], rounds=30) == 60


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("falls", "ValueError"),
        ("echoes", "markup came back"),
        ("is_silent", "without a sentence"),
        ("stores_half", "refused, and yet stored"),
    ],
)
def test_each_fault_is_seen(page: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        walk(Client(), [f"/{page}/"], rounds=30)


def test_an_address_is_made_of_what_is_known() -> None:
    routes = [path("a/<int:x>/<slug:y>/", good), path("b/in.pdf", good)]
    assert addresses(routes, {"x": "7", "y": ["m", "n"]}, ("in.pdf",)) == ["/a/7/m/", "/a/7/n/"]
