"""What every room's `api.py` is made with: who asks and with which key, errors as RFC 9457, pages by a cursor, writes that
may be repeated without being done twice, and a version that says what was seen.

A room writes `router = kit.router("plans")` and marks its functions with `@kit.read` or `@kit.write`; `dinh.frame.api`
puts the routers together. Every function does what a page does: find what this person may see, make one call.
"""

from __future__ import annotations

import base64
import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from ninja.security import HttpBearer
from pydantic import BeforeValidator, ConfigDict, Field

from dinh.ground.rates import Counter
from dinh.town import queries, services
from dinh.town.models import ApiReply, ApiToken
from dinh.town.rules import scope_allows
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

PROBLEM = "application/problem+json"
MOST = 200
"""Rows on one page at most."""
_asked, _failed = Counter(60), Counter(900)
M = TypeVar("M", bound=Model)

# ---------------------------------------------------------------- errors


TITLES: dict[int, str] = {
    400: "Yêu cầu không đọc được",
    401: "Thiếu khóa API hoặc khóa không dùng được",
    403: "Chưa được giao quyền",
    404: "Không có, hoặc không được xem",
    405: "Không có cách gọi này",
    409: "Đã khác với lúc xem",
    412: "Bản đã xem không còn là bản mới nhất",
    415: "Không đọc được kiểu nội dung này",
    422: "Nội dung gửi lên chưa đúng",
    429: "Gọi quá nhanh",
    500: "Máy chủ gặp lỗi",
}


class Problem(Exception):
    """An error as it is told to a program: a status, a Vietnamese sentence, and the fields it is about."""

    def __init__(
        self,
        status: int,
        detail: str,
        fields: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.fields, self.headers = tuple(fields), dict(headers or {})


class Fault(Schema):
    """One field and what is wrong with it."""

    field: str
    detail: str


class ProblemOut(Schema):
    """RFC 9457. `detail` is a sentence fit to show; `fields` names what of the request it is about."""

    type: str
    title: str
    status: int
    detail: str
    fields: list[Fault] | None = None


def wrong(field: str, words: str) -> Problem:
    """422 about one field."""
    return Problem(422, words, [(field, words)])


def problem_response(problem: Problem) -> HttpResponse:
    """The error as it goes out."""
    body: dict[str, Any] = {
        "type": f"/api/#loi-{problem.status}",
        "title": _(TITLES.get(problem.status, "Không làm được")),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.fields:
        body["fields"] = [{"field": name, "detail": words} for name, words in problem.fields]
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=problem.status, content_type=PROBLEM)
    for name, value in problem.headers.items():
        response[name] = value
    return response


Told = Callable[[Exception], Problem]
refusals: dict[type[Exception], Told] = {}


def refuse_as(
    kind: type[Exception], status: int, fields: Callable[[Any], Iterable[tuple[str, str]]] | None = None
) -> None:
    """Say how a room's refusal is told to programs: its status, and the fields it names."""
    refusals[kind] = lambda wrong: Problem(status, str(wrong), fields(wrong) if fields else ())


def problem_of(wrong: Exception) -> Problem:
    """How a refusal is told to programs; what is none is raised."""
    for kind in type(wrong).__mro__:
        if kind in refusals:
            return refusals[kind](wrong)
    raise wrong


def one_field(wrong: Any) -> list[tuple[str, str]]:
    """The field of a refusal that names one."""
    name = getattr(wrong, "field", "")
    return [(name, str(wrong))] if name else []


refuse_as(NotAllowed, 403)


def found(thing: M | None, words: str = "") -> M:
    """The thing, or 404: what one may not see is told like what is not there."""
    if thing is None:
        raise Problem(404, words or _("Không có, hoặc anh, chị không được xem."))
    return thing


# ---------------------------------------------------------------- who asks


class Key(HttpBearer):
    """`Authorization: Bearer dinh_…`; which room, and whether to write, is asked of the key's scope."""

    def __init__(self, room: str, *, write: bool) -> None:
        super().__init__()
        self.room, self.write = room, write

    def __call__(self, request: HttpRequest) -> Any:
        address = str(request.META.get("REMOTE_ADDR", ""))
        limits = settings.DINH_LIMITS
        if _failed.seen(address) >= limits.get("failed_keys", 200):
            raise _too_fast(900)
        given = request.headers.get("Authorization", "")
        scheme, _space, key = given.partition(" ")
        answer = queries.actor_of_token(key.strip(), timezone.now()) if scheme.lower() == "bearer" else None
        if answer is None:
            _failed.add(address)
            raise _not_known(bool(given))
        token, actor = answer
        return self._let_in(request, token, actor, address)

    def authenticate(
        self, request: HttpRequest, token: str
    ) -> Any:  # the base class wants it; __call__ does the work
        raise NotImplementedError

    def _let_in(self, request: HttpRequest, token: ApiToken, actor: Actor, address: str) -> ApiToken:
        if _asked.add(f"k{token.pk}") > settings.DINH_LIMITS.get("asked_by_key", 600):
            raise _too_fast(60)
        if not scope_allows(token.scopes, self.room, write=self.write):
            raise Problem(
                403,
                _("Khóa “%(name)s” không có phạm vi %(scope)s phần “%(room)s”.")
                % {
                    "name": token.name,
                    "scope": _("ghi vào") if self.write else _("đọc"),
                    "room": self.room,
                },
            )
        services.note_use(token, at=timezone.now(), address=address)
        request.actor, request.api_token = actor, token  # type: ignore[attr-defined]
        return token


def _not_known(given: bool) -> Problem:
    words = (
        _("Khóa API không đúng, đã hết hạn hoặc đã thu hồi.")
        if given
        else _("Gửi kèm khóa API: Authorization: Bearer dinh_… (lập ở trang Tài khoản của tôi).")
    )
    return Problem(401, words, headers={"WWW-Authenticate": 'Bearer realm="dinh"'})


def _too_fast(seconds: int) -> Problem:
    return Problem(
        429,
        _("Gọi quá nhanh. Gọi lại sau %(n)s giây.") % {"n": seconds},
        headers={"Retry-After": str(seconds)},
    )


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting, with the mandates that the key leaves them."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def token_of(request: HttpRequest) -> ApiToken:
    return request.api_token  # type: ignore[attr-defined, no-any-return]


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


# ---------------------------------------------------------------- shapes of what comes in and goes out

_NO_NUL = r"^[^\x00]*$"


def _iso(value: Any) -> Any:
    """Only a day written out; pydantic would take a number of seconds too."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(_("Ngày viết như 2026-11-21."))
    if not isinstance(value, str | date):
        raise ValueError(_("Ngày viết như 2026-11-21."))
    return value


Day = Annotated[date, BeforeValidator(_iso)]
Id = Annotated[int, Field(ge=1, le=2**53 - 1, strict=True)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Line = Annotated[str, Field(max_length=500, pattern=_NO_NUL)]
Text = Annotated[str, Field(max_length=10_000, pattern=_NO_NUL)]
PathId = Annotated[int, Field(ge=1, le=2**53 - 1)]


class In(Schema):
    """What a program sends: a field nobody knows is told, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Versioned(Schema):
    """A thing that says which version of it this is; see If-Match."""

    version: int


# ---------------------------------------------------------------- pages


def cursor_of(pk: int) -> str:
    """An opaque word that leads to what follows the row."""
    return base64.urlsafe_b64encode(f"v1:{pk}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """The row after which a page begins; 0 at the beginning."""
    if not cursor:
        return 0
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        version, _colon, pk = said.partition(":")
        if version == "v1" and pk.isascii() and pk.isdigit() and len(pk) < 16:
            return int(pk)
    except ValueError:
        pass
    words = _("Con trỏ này không phải do máy chủ trả về.")
    raise Problem(422, words, [("cursor", words)])


def page(rows: QuerySet[M], shape: Callable[[M], Any], *, cursor: str, limit: int) -> dict[str, Any]:
    """One page in the order of ids: stable while rows are added, nothing is counted, nothing is told twice."""
    after = read_cursor(cursor)
    if after:
        rows = rows.filter(pk__gt=after)
    some = list(rows.order_by("pk")[: limit + 1])
    shown = some[:limit]
    return {
        "items": [shape(row) for row in shown],
        "next": cursor_of(shown[-1].pk) if len(some) > limit else None,
    }


def page_of(
    rows: QuerySet[M], shape: Callable[[list[M]], Mapping[int, Any]], *, cursor: str, limit: int
) -> dict[str, Any]:
    """The same for rows that are shaped together, so that what goes with them is read once for the page."""
    after = read_cursor(cursor)
    if after:
        rows = rows.filter(pk__gt=after)
    some = list(rows.order_by("pk")[: limit + 1])
    shaped = shape(some[:limit])
    shown = some[:limit]
    return {
        "items": [shaped[row.pk] for row in shown],
        "next": cursor_of(shown[-1].pk) if len(some) > limit else None,
    }


Limit = Annotated[int, Field(ge=1, le=MOST, description="Nhiều nhất bao nhiêu dòng một trang")]
Cursor = Annotated[
    str, Field(max_length=200, description="Giá trị `next` của trang trước; bỏ trống là trang đầu")
]
Code = Annotated[str, Field(max_length=8, pattern=r"^[0-9]{0,8}$", description="Mã đơn vị hành chính")]
Query = Annotated[str, Field(max_length=120, description="Chữ cần tìm, có dấu hoặc không dấu")]

# ---------------------------------------------------------------- routes

_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "pattern": r'^"[0-9]{1,15}"$'},
    "description": 'ETag của bản đã xem, ví dụ `"3"`. Có người sửa sau đó thì trả 412 và không ghi gì.',
    "example": '"3"',
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": r"^[A-Za-z0-9._:-]{1,100}$"},
    "description": "Tự đặt, mỗi việc một khóa. Gửi lại cùng khóa thì nhận lại câu trả lời cũ, không làm lần hai.",
    "example": "nop-so-lieu-2026-10-t5",
}


rooms: list[str] = []
"""The rooms that have a JSON entrance, in the order they were made: what a key may open."""


def router(room: str, tag: str) -> Router:
    """A room's router; `tag` is its Vietnamese name in the documentation."""
    made = Router(tags=[tag])
    made.room = room  # type: ignore[attr-defined]
    if room not in rooms:
        rooms.append(room)
    return made


def _errors(*more: int) -> dict[int, Any]:
    return dict.fromkeys(sorted({401, 403, 422, 429, *more}), ProblemOut)


def read(
    made: Router, path: str, *, out: Any, name: str, summary: str, missing: bool = False
) -> Callable[..., Any]:
    """A GET. `missing` when the thing of the address may not be there."""
    route = made.get(
        path,
        auth=Key(made.room, write=False),  # type: ignore[attr-defined]
        response={200: out, **_errors(*([404] if missing else []))},
        operation_id=name,
        summary=summary,
        url_name=f"api.{name}",
    )
    return lambda view: route(strict(view, path))


def download(made: Router, path: str, *, name: str, summary: str) -> Callable[..., Any]:
    """A GET that answers with a file as it was kept: always to be saved, never to be shown by a browser."""
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    route = made.get(
        path,
        auth=Key(made.room, write=False),  # type: ignore[attr-defined]
        response=_errors(404),
        operation_id=name,
        summary=summary,
        url_name=f"api.{name}",
        openapi_extra={"responses": {200: {"description": "Được", "content": binary}}},
    )
    return lambda view: route(strict(view, path))


def file_response(stream: Any, name: str) -> FileResponse:
    """What somebody handed in, as it goes out to a program: it runs nothing and is guessed to be nothing."""
    response = FileResponse(
        stream, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def strict(view: Callable[..., Any], path: str, known: Iterable[str] | None = None) -> Callable[..., Any]:
    """A word of the address that means nothing here is told: a filter misspelt would answer with everything."""
    signature = inspect.signature(view, eval_str=True)
    names = frozenset(
        set(signature.parameters) - set(re.findall(r"{(\w+)}", path)) if known is None else known
    )

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if strange := sorted(set(request.GET) - names):
            words = _("Không có tham số này.")
            raise Problem(422, words, [(name[:80], words) for name in strange[:5]])
        return view(request, *args, **kwargs)

    run.__signature__ = signature  # type: ignore[attr-defined]
    return run


def write(
    made: Router,
    path: str,
    *,
    out: Any,
    name: str,
    summary: str,
    status: int = 200,
    versioned: bool = False,
    missing: bool = True,
    one_deed: bool = False,
) -> Callable[..., Any]:
    """A POST: may be repeated with the same Idempotency-Key; `versioned` when If-Match is heeded; `one_deed` when all that it
    changes is one deed with a transaction of its own, so that nothing is held locked while the answer is made."""
    route = made.post(
        path,
        auth=Key(made.room, write=True),  # type: ignore[attr-defined]
        response={status: out, **_errors(409, *([404] if missing else []), *([412] if versioned else []))},
        operation_id=name,
        summary=summary,
        url_name=f"api.{name}",
        openapi_extra={"parameters": [_KEY, *([_IF_MATCH] if versioned else [])]},
    )

    def marked(view: Callable[..., Any]) -> Any:
        return route(strict(once(view, status, one_deed=one_deed), path, known=()))

    return marked


def once(view: Callable[..., Any], status: int, *, one_deed: bool = False) -> Callable[..., Any]:
    """The view in one transaction; with an Idempotency-Key the answer is kept beside the deed and given again."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if key and not re.fullmatch(r"[A-Za-z0-9._:-]{1,100}", key):
            words = _("Chỉ gồm chữ không dấu, chữ số và . _ : -, nhiều nhất 100 ký tự.")
            raise Problem(422, words, [("Idempotency-Key", words)])
        if one_deed and not key:
            return Status(status, view(request, *args, **kwargs))
        with transaction.atomic():
            if not key:
                return Status(status, view(request, *args, **kwargs))
            reply, known = _reply_to(request, key)
            if known:
                request.api_replayed = True  # type: ignore[attr-defined]
                return Status(reply.status, reply.body)
            made = view(request, *args, **kwargs)
            body = made.model_dump(mode="json") if isinstance(made, Schema) else made
            reply.status, reply.body = status, body
            reply.save(update_fields=["status", "body"])
            return Status(status, made)

    # Ninja reads the types of the arguments in the module of the function it is given: here they are read in the view's.
    run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return run


def _reply_to(request: HttpRequest, key: str) -> tuple[ApiReply, bool]:
    """The kept answer and True, or a fresh row to keep one in. Two at once with one key queue on the row."""
    said = f"{request.method} {request.path}\n".encode() + request.body
    asked = hashlib.sha256(said).hexdigest()
    token = token_of(request)
    try:
        with transaction.atomic():
            return ApiReply.objects.create(token=token, key=key, asked=asked, at=now()), False
    except IntegrityError:
        reply = ApiReply.objects.select_for_update().get(token=token, key=key)
    if reply.asked != asked:
        words = _("Khóa này đã dùng cho một yêu cầu khác.")
        raise Problem(422, words, [("Idempotency-Key", words)])
    return reply, True


def check_version(request: HttpRequest, version: int) -> None:
    """Raise 412 when the program says which version it saw and it is not this one. Call it on a locked row."""
    seen = request.headers.get("If-Match", "").strip()
    if seen and seen != "*" and seen.removeprefix("W/").strip('"') != str(version):
        raise Problem(412, _("Đã có người sửa: bản mới nhất là %(n)s. Đọc lại rồi gửi lại.") % {"n": version})


def tag_version(request: HttpRequest, version: int) -> None:
    """Give the answer its ETag."""
    request.api_etag = f'"{version}"'  # type: ignore[attr-defined]


def choice(value: str, known: Sequence[str], name: str) -> str:
    """A word of a list, or "" for all; another is told with the list."""
    if value and value not in known:
        words = _("Một trong: %(known)s.") % {"known": ", ".join(known)}
        raise Problem(422, words, [(name, words)])
    return value
