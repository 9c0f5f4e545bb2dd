"""What anybody may ask of a paper: is it ours, is it as we signed it, does it still count. By the code on it, its square, or
the file itself. Whoever asks learns no more of a person than the paper in their hand says."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dinh.ground.rates import Counter
from dinh.look.pages import too_many
from dinh.papers import signing
from dinh.papers.signing import Standing

from ..models import CitizenAccount, Result
from ..queries import citizens
from ..queries import results as queries
from ..services import results as deeds
from .citizen_common import address, citizen_only, kept_private
from .papers import pdf_answer

MOST_WRONG, MOST_FILES = 60, 60
_wrong, _files = Counter(600), Counter(600)


@require_http_methods(["GET", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Type a code, or drop the file in."""
    if request.method == "GET":
        typed = request.GET.get("ma", "").strip()[:60]
        if not typed:
            return render(request, "dossiers/verify.html", {})
        found = _found(request, typed)
        if found is not None:
            return redirect("dossiers.verify_one", found.code)
        if _wrong.seen(address(request)) >= MOST_WRONG:
            return too_many(request, 10)
        said = _("Không có kết quả nào mang mã này. Xem lại mã in dưới ô vuông của giấy.")
        return render(request, "dossiers/verify.html", {"typed": typed, "wrong": said}, status=404)
    if _files.seen(address(request)) >= MOST_FILES:
        return too_many(request, 10)
    _files.add(address(request))
    given = request.FILES.get("tep")
    if given is None:
        said = _("Chọn tệp PDF cần kiểm tra.")
        return render(request, "dossiers/verify.html", {"file_wrong": said}, status=422)
    if given.size is not None and given.size > signing.checking.MOST_BYTES:
        said = _("Tệp lớn quá 30 MB nên không kiểm tra được ở đây.")
        return render(request, "dossiers/verify.html", {"file_wrong": said}, status=422)
    data = given.read()
    try:
        checked = signing.check(data, deeds.book().roots, deeds.book().lists_to_check())
    except signing.BadPdf as bad:
        return render(request, "dossiers/verify.html", {"file_wrong": _(str(bad))}, status=422)
    row = queries.by_file(hashlib.sha256(data).hexdigest())
    context = {"checked": checked, "verdict": _verdict(checked, row), "name": given.name, **_told(row)}
    return kept_private(render(request, "dossiers/verify_one.html", context))


@require_safe
@never_cache
def verify_one(request: HttpRequest, code: str) -> HttpResponse:
    """What a code stands for: where the square on a paper leads."""
    if _wrong.seen(address(request)) >= MOST_WRONG:
        return too_many(request, 10)
    row = _found(request, code)
    if row is None:
        said = _("Không có kết quả nào mang mã này. Xem lại mã in dưới ô vuông của giấy.")
        return render(request, "dossiers/verify.html", {"typed": code[:60], "wrong": said}, status=404)
    return kept_private(
        render(request, "dossiers/verify_one.html", {"verdict": _verdict(None, row), **_told(row)})
    )


@require_safe
@citizen_only
def citizen_file(request: HttpRequest, code: str, *, account: CitizenAccount) -> HttpResponse:
    """The signed paper, for whose it is, and for who handed in the dossier that it came of."""
    row = queries.by_code(code)
    theirs = row is not None and account.citizen_id is not None and account.citizen_id == row.citizen_id
    if row is not None and not theirs:
        door = citizens.door(request, row.dossier.code)
        theirs = door is not None and door.how != "secret"
    if row is None or not theirs:
        raise Http404(_("Không có kết quả này trong kho của anh, chị."))
    try:
        data = deeds.ground_file(row.sha256)
    except deeds.WrongState as gone:
        raise Http404(str(gone)) from gone
    return pdf_answer(data, deeds.file_name(row).removesuffix(".pdf"))


def _found(request: HttpRequest, code: str) -> Result | None:
    if _wrong.seen(address(request)) >= MOST_WRONG:
        return None
    row = queries.by_code(code)
    if row is None:
        _wrong.add(address(request))
    return row


def _told(row: Result | None) -> dict[str, Any]:
    if row is None:
        return {"row": None}
    return {
        "row": row,
        "code": deeds.shown_code(row.code),
        "owner": initials(row.citizen.name),
        "signatures": list(row.signatures.all()),
    }


def initials(name: str) -> str:
    """ "N. V. Mẫu": enough to see that it is theirs, too little to learn who it is."""
    parts = name.split()
    return " ".join([*(f"{part[0]}." for part in parts[:-1]), parts[-1]]) if parts else ""


def _verdict(checked: signing.Checked | None, row: Result | None) -> tuple[str, str, str]:
    """(status kind, headline, what it means)."""
    if checked is not None and checked.standing is Standing.BROKEN:
        return (
            "late",
            _("Tệp đã bị sửa sau khi ký"),
            _("Không dùng tệp này. Đề nghị nơi cấp gửi lại bản gốc."),
        )
    if checked is not None and checked.standing is Standing.REVOKED:
        return (
            "late",
            _("Chứng thư của người ký không còn hiệu lực lúc ký"),
            _("Đã bị thu hồi hoặc hết hạn; không dùng tệp này. Hỏi nơi cấp."),
        )
    if row is not None:
        return _of_row(row)
    assert checked is not None
    if checked.standing is Standing.NONE:
        return "none", _("Tệp không có chữ ký số"), _("Bản in, bản chụp thì kiểm tra bằng mã in trên giấy.")
    if checked.standing is Standing.UNKNOWN:
        return (
            "risk",
            _("Có chữ ký số, chưa rõ của ai"),
            _("Chữ ký còn nguyên nhưng chứng thư không do nơi ta tin cấp."),
        )
    return (
        "risk",
        _("Chữ ký số đúng, không phải kết quả cấp ở đây"),
        _("Chữ ký còn nguyên; hỏi nơi cấp về hiệu lực."),
    )


def _of_row(row: Result) -> tuple[str, str, str]:
    from .common import today

    if row.state == "revoked":
        return "late", _("Đã thu hồi"), row.ended_why
    if row.state == "replaced":
        return "late", _("Đã được thay bằng bản khác"), row.ended_why
    if row.state == "signed":
        return "wait", _("Chưa đóng dấu của cơ quan"), _("Chưa có hiệu lực.")
    if row.valid_until is not None and today() > row.valid_until:
        return (
            "late",
            _("Hết giá trị"),
            _("Có giá trị đến hết ngày %(day)s.") % {"day": f"{row.valid_until:%d/%m/%Y}"},
        )
    return "ok", _("Có hiệu lực"), _("Kết quả này do cơ quan dưới đây cấp và còn hiệu lực.")
