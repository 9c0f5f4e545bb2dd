"""The REST interface of SDMX 2.1 (web services guidelines, part 7, version 1.5): structures and data, read only."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import chain

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from dinh.town.apikit import Key, Problem
from dinh.town.shapes import Actor

from . import csvs, jsons, xml
from .asking import Asked, Form, asked, form_of, series
from .reading import observations, structures_of
from .shapes import AGENCY, CONCEPTS, DSD, EVERYTHING, FLOW, VERSION, Name, Observation, Refused, Structures
from .xml import Message

ERROR = "application/vnd.sdmx.error+xml;version=2.1"
MEDIA: dict[Form, str] = {
    "structure-xml": "application/vnd.sdmx.structure+xml;version=2.1",
    "structure-json": "application/vnd.sdmx.structure+json;version=1.0.0",
    "generic": "application/vnd.sdmx.genericdata+xml;version=2.1",
    "specific": "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
    "json": "application/vnd.sdmx.data+json;version=1.0.0",
    "draft-json": "application/vnd.sdmx.draft-sdmx-json+json;version=1.0.0",
    "csv": "application/vnd.sdmx.data+csv;version=1.0.0",
    "csv2": "application/vnd.sdmx.data+csv;version=2.0.0",
}
KINDS = ("dataflow", "datastructure", "codelist", "conceptscheme", "agencyscheme")
CHILDREN = {"dataflow": ("datastructure",), "datastructure": ("codelist", "conceptscheme", "agencyscheme")}
PARENTS = {
    "datastructure": ("dataflow",),
    "codelist": ("datastructure",),
    "conceptscheme": ("datastructure",),
}
REFERENCES = ("none", "children", "descendants", "parents", "parentsandsiblings", "all", *KINDS)
View = Callable[..., HttpResponseBase]


def answered(view: View) -> View:
    """Who asks, and every refusal as an error message of the standard."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, **more: str) -> HttpResponseBase:
        try:
            if request.method not in ("GET", "HEAD"):
                raise Refused(501, "Cổng này chỉ để đọc.", "This door is for reading only.")
            response = view(request, _asker(request), **more)
        except Refused as refused:
            body = xml.error(refused.code, Name(refused.words, refused.english))
            response = HttpResponse(body, content_type=ERROR, status=refused.status)
        except Problem as problem:
            code = 110 if problem.status == 401 else 150 if problem.status == 403 else 503
            body = xml.error(code, Name(problem.detail))
            response = HttpResponse(body, content_type=ERROR, status=problem.status)
            for name, value in problem.headers.items():
                response[name] = value
        response["Vary"] = "Accept, Authorization, Cookie"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return inner


def _asker(request: HttpRequest) -> Actor | None:
    """Who asks: by a key, or signed in; None is anybody, who reads what was published."""
    if request.headers.get("Authorization"):
        Key("measures", write=False)(request)
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def _message() -> Message:
    return Message(f"DINH{secrets.token_hex(8).upper()}", timezone.now())


# ---------------------------------------------------------------- data


@answered
def data(
    request: HttpRequest, actor: Actor | None, flow: str, key: str = EVERYTHING, provider: str = EVERYTHING
) -> HttpResponseBase:
    """Observations of a key, in the form that was asked for, as a stream."""
    _one_of(flow.split(",")[1] if flow.count(",") else flow, (FLOW,), "flow")
    if flow.count(","):
        agency, _ident, *version = flow.split(",")
        _one_of(agency, (AGENCY, EVERYTHING), "agencyID")
        _one_of("".join(version) or VERSION, (VERSION, "latest", EVERYTHING), "version")
    _one_of(provider.split(",")[-1], (AGENCY, EVERYTHING), "providerRef")
    what = asked(key, {name: str(value) for name, value in request.GET.items()})
    form = form_of(request.headers.get("Accept", ""), structure=False, short=request.GET.get("format", ""))
    rows = observations(what, actor, timezone.localdate())
    first = next(rows, None)
    if first is None:
        raise Refused(100, "Không có số liệu nào khớp câu hỏi.", "No data match the question.")
    return _told(form, what, chain([first], rows))


def _told(form: Form, what: Asked, rows: Iterator[Observation]) -> HttpResponseBase:
    message = _message()
    if form in ("json", "draft-json"):
        body = jsons.data(message, structures_of(), what, series(rows, what))
        told = jsons.draft(body) if form == "draft-json" else body
        return JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type=MEDIA[form])
    pieces: Iterable[str]
    if form.startswith("csv"):
        pieces = csvs.data(what, _cut(rows, what), version="2" if form == "csv2" else "1")
    else:
        write = xml.specific if form == "specific" else xml.generic
        pieces = write(message, what, series(rows, what))
    return StreamingHttpResponse(_gathered(pieces), content_type=MEDIA[form])


def _cut(rows: Iterator[Observation], what: Asked) -> Iterator[Observation]:
    for _key, some in series(rows, what):
        yield from some


def _gathered(pieces: Iterable[str], size: int = 32_000) -> Iterator[str]:
    """Small pieces in larger ones: each goes through every layer of the server."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)


# ---------------------------------------------------------------- structures


@answered
def structure(
    request: HttpRequest,
    actor: Actor | None,
    resource: str,
    agency: str = EVERYTHING,
    ident: str = EVERYTHING,
    version: str = "latest",
) -> HttpResponseBase:
    """Descriptions: flows, structures, codelists, concepts, with those that they lean on when asked for."""
    form = form_of(request.headers.get("Accept", ""), structure=True, short=request.GET.get("format", ""))
    _one_of(resource, (*KINDS, "structure"), "resource", code=501)
    agencies = ("SDMX", AGENCY, EVERYTHING) if resource == "agencyscheme" else (AGENCY, EVERYTHING)
    _one_of(agency, agencies, "agencyID")
    _one_of(version, (VERSION, "latest", EVERYTHING), "version")
    references = request.GET.get("references", "none") or "none"
    _one_of(references, REFERENCES, "references", code=140)
    known = structures_of()
    parts = _parts(known, resource, ident, references)
    stubs = request.GET.get("detail", "full") in ("allstubs", "allcompletestubs")
    if form == "structure-json":
        body = jsons.structure(_message(), known, parts, stubs=stubs)
        return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, content_type=MEDIA[form])
    return HttpResponse(xml.structure(_message(), known, parts, stubs=stubs), content_type=MEDIA[form])


def _parts(known: Structures, resource: str, ident: str, references: str) -> dict[str, frozenset[str]]:
    """What is told: by kind, the ids."""
    ids = {
        "dataflow": frozenset({FLOW}),
        "datastructure": frozenset({DSD}),
        "codelist": frozenset(each.id for each in known.codelists),
        "conceptscheme": frozenset({CONCEPTS}),
        "agencyscheme": frozenset({"AGENCIES"}),
    }
    asked_for = KINDS if resource == "structure" else (resource,)
    wanted = {
        kind: ids[kind] if ident in (EVERYTHING, "latest") else ids[kind] & {*ident.split("+")}
        for kind in asked_for
    }
    if not any(wanted.values()):
        raise Refused(100, f"Không có “{ident}”.", f"There is no “{ident}”.")
    for kind in _referred(asked_for, references):
        wanted[kind] = wanted.get(kind, frozenset()) | ids[kind]
    return wanted


def _referred(kinds: Iterable[str], references: str) -> set[str]:
    found: set[str] = set()
    if references in KINDS:
        return {references}
    if references in ("children", "descendants", "all"):
        for kind in kinds:
            children = CHILDREN.get(kind, ())
            found.update(children)
            if references != "children":
                found.update(*(CHILDREN.get(child, ()) for child in children))
    if references in ("parents", "parentsandsiblings", "all"):
        for kind in kinds:
            parents = PARENTS.get(kind, ())
            found.update(parents)
            if references != "parents":
                found.update(*(CHILDREN.get(parent, ()) for parent in parents))
    return found


def _one_of(given: str, known: Iterable[str], name: str, *, code: int = 100) -> None:
    if given not in known:
        raise Refused(code, f"{name}: không có “{given}”.", f"{name}: there is no “{given}”.")
