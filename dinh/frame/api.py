"""The JSON entrance: each room's router under /api/v1/, one document of all, and errors as RFC 9457."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from dinh.boards import api as boards
from dinh.dossiers import api as dossiers
from dinh.measures import api as measures
from dinh.plans import api as plans
from dinh.sectors.inspections import api as inspections
from dinh.sectors.reporting import api as reporting
from dinh.town import api as town
from dinh.town.apikit import PROBLEM, Problem, problem_of, problem_response, refusals
from dinh.voices import api as voices
from dinh.work import api as work

log = logging.getLogger(__name__)

_ABOUT = """\
Mọi việc làm được trên trang đều qua cùng một cửa với API này, cùng quyền, cùng sổ ghi việc.

Mỗi yêu cầu gửi kèm `Authorization: Bearer dinh_…`. Khóa lập ở trang *Tài khoản của tôi*, chỉ hiện một lần, làm được không
hơn người mang nó, trong phạm vi phần và đơn vị đã chọn khi lập. Cái không được xem thì trả 404 như không có.
"""


class Readable(JSONRenderer):
    """Vietnamese stays Vietnamese on the wire."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Documents errors with the media type that they are sent with."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
                        answer["description"] = STATUSES.get(int(status), answer["description"])
                    elif int(status) < 400:
                        answer["description"] = "Được"
        return schema


STATUSES = {
    401: "Thiếu khóa, khóa sai, hết hạn hoặc đã thu hồi",
    403: "Khóa không có phạm vi này, hoặc người mang khóa chưa được giao quyền; `detail` nêu người có quyền",
    404: "Không có, hoặc không được xem",
    409: "Việc không còn ở chỗ làm được điều này",
    412: "If-Match không khớp bản mới nhất; chưa ghi gì",
    422: "Nội dung gửi lên chưa đúng; `fields` nêu từng chỗ",
    429: "Gọi quá nhanh; xem Retry-After",
}

api = Api(
    title="Đình",
    version="1",
    description=_ABOUT,
    docs_url=None,
    renderer=Readable(),
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
ROUTERS = [town, work, voices, reporting, inspections, dossiers, measures, plans, boards]
for room in ROUTERS:
    api.add_router("", room.router)


def _tell(make: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, wrong: problem_response(make(wrong))


_KINDS = {
    "missing": "thiếu",
    "extra_forbidden": "không có trường này",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "float_type": "phải là số",
    "float_parsing": "phải là số",
    "decimal_type": "phải là số",
    "string_type": "phải là chữ",
    "string_too_long": "dài quá",
    "string_too_short": "ngắn quá",
    "string_pattern_mismatch": "có ký tự không nhận",
    "bool_type": "phải là true hoặc false",
    "date_from_datetime_parsing": "ngày viết như 2026-11-21",
    "date_parsing": "ngày viết như 2026-11-21",
    "greater_than_equal": "nhỏ quá",
    "less_than_equal": "lớn quá",
    "enum": "không có trong danh sách",
    "literal_error": "không có trong danh sách",
    "list_type": "phải là danh sách",
    "dict_type": "phải là đối tượng",
    "model_attributes_type": "phải là đối tượng JSON",
    "too_long": "nhiều quá",
    "too_short": "ít quá",
    "finite_number": "phải là số hữu hạn",
}


def _wrong_shape(wrong: ValidationError) -> Problem:
    """Each fault by the field as the program wrote it."""
    faults = []
    for each in wrong.errors:
        loc = [str(part) for part in each.get("loc", ())]
        # (source, name of the parameter, …): of a body the parameter's own name says nothing to the caller.
        name = ".".join(loc[2:] if loc[:1] == ["body"] and len(loc) > 2 else loc[1:]) or "body"
        kind = str(each.get("type", ""))
        said = str(each.get("ctx", {}).get("error", "")) if kind == "value_error" else ""
        faults.append((name, said or _(_KINDS.get(kind, "chưa đúng"))))
    words = "; ".join(f"{name}: {said}" for name, said in faults[:5])
    return Problem(422, words or _("Nội dung gửi lên chưa đúng."), faults)


def _unreadable(wrong: HttpError) -> Problem:
    if wrong.status_code == 400:
        return Problem(422, _("Nội dung không phải JSON đọc được."), [("body", _("phải là JSON"))])
    return Problem(wrong.status_code, str(wrong))


api.add_exception_handler(Problem, _tell(lambda wrong: wrong))
api.add_exception_handler(ValidationError, _tell(_wrong_shape))
api.add_exception_handler(HttpError, _tell(_unreadable))
api.add_exception_handler(
    Http404, _tell(lambda wrong: Problem(404, _("Không có, hoặc anh, chị không được xem.")))
)
for kind in refusals:
    api.add_exception_handler(kind, _tell(problem_of))


def by_first_word(urls: tuple[list[Any], str, str]) -> tuple[list[Any], str, str]:
    """The same addresses in the same order, those that begin alike together: `dossiers/…` is passed over in one look by
    who asks for `units`. Django otherwise reads every address before the one asked for."""
    patterns, app, namespace = urls
    groups: dict[str, list[Any]] = {}
    for each in patterns:
        word, slash, _rest = str(each.pattern).partition("/")
        groups.setdefault(word + slash, []).append(each)
    made: list[Any] = []
    for head, some in groups.items():
        if not head.endswith("/"):
            made += some
            continue
        inner = [
            URLPattern(
                RoutePattern(str(each.pattern)[len(head) :], name=each.name, is_endpoint=True),
                each.callback,
                each.default_args,
                each.name,
            )
            for each in some
        ]
        made.append(URLResolver(RoutePattern(head), inner))
    return made, app, namespace


def not_there(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under /api/v1/ that is none."""
    return problem_response(Problem(404, _("Không có địa chỉ này. Xem /api/.")))
