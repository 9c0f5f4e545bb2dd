"""Words that the rules of processes keep in Vietnamese, said in the language of the screen. A test keeps them in step."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext, pgettext_lazy

from .bpmn.reading import Doubt
from .bpmn.refusals import Refusal
from .rules.process import Change, Problem, Step

LEDGER: dict[str, Any] = {
    "catalog.process-drafted": gettext_lazy("Soạn một bản quy trình"),
    "catalog.process-saved": gettext_lazy("Sửa bản quy trình đang soạn"),
    "catalog.process-dropped": gettext_lazy("Bỏ bản quy trình đang soạn"),
    "catalog.process-published": gettext_lazy("Công bố một bản quy trình"),
    "catalog.process-withdrawn": gettext_lazy("Rút bản quy trình đã công bố"),
}

DEEDS: dict[str, Any] = {
    "catalog.draft_process": gettext_lazy("Soạn quy trình giải quyết thủ tục"),
    "catalog.publish_process": gettext_lazy("Công bố quy trình giải quyết thủ tục"),
    "catalog.withdraw_process": gettext_lazy("Rút quy trình đã công bố"),
}

KINDS: dict[str, Any] = {
    "start": pgettext_lazy("process", "Bắt đầu"),
    "task": pgettext_lazy("process", "Bước xử lý"),
    "wait-citizen": pgettext_lazy("process", "Chờ người nộp"),
    "wait-money": pgettext_lazy("process", "Chờ nộp tiền"),
    "transfer": pgettext_lazy("process", "Chuyển cơ quan khác"),
    "choice": pgettext_lazy("process", "Điểm rẽ"),
    "split": pgettext_lazy("process", "Tách nhánh song song"),
    "join": pgettext_lazy("process", "Gộp nhánh"),
    "end": pgettext_lazy("process", "Kết thúc"),
}
WHO: dict[str, Any] = {
    "officer": pgettext_lazy("process", "Chuyên viên"),
    "office_head": pgettext_lazy("process", "Trưởng phòng"),
    "leader": pgettext_lazy("process", "Lãnh đạo"),
    "clerk": pgettext_lazy("process", "Văn thư"),
    "citizen": pgettext_lazy("process", "Người nộp hồ sơ"),
    "other-body": pgettext_lazy("process", "Cơ quan khác"),
}
CLOCKS: dict[str, Any] = {
    "runs": pgettext_lazy("process", "Tính giờ"),
    "stopped": pgettext_lazy("process", "Dừng tính giờ"),
}
EFFECTS: dict[str, Any] = {
    "none": pgettext_lazy("process", "Không"),
    "grant": pgettext_lazy("process", "Cấp kết quả"),
    "refuse": pgettext_lazy("process", "Từ chối"),
    "complete-request": pgettext_lazy("process", "Yêu cầu bổ sung"),
    "withdraw": pgettext_lazy("process", "Rút hồ sơ"),
    "stop": pgettext_lazy("process", "Dừng giải quyết"),
}
OFFICES: dict[str, Any] = {
    "trung-tam-hanh-chinh-cong": gettext_lazy("Trung tâm Phục vụ hành chính công"),
    "ubnd": gettext_lazy("Ủy ban nhân dân"),
    "van-phong": gettext_lazy("Văn phòng HĐND và UBND"),
    "phong-kinh-te": gettext_lazy("Phòng Kinh tế"),
    "phong-van-hoa-xa-hoi": gettext_lazy("Phòng Văn hóa - Xã hội"),
    "cong-an": gettext_lazy("Công an"),
    "tram-y-te": gettext_lazy("Trạm Y tế"),
    "mat-tran": gettext_lazy("Ủy ban Mặt trận Tổ quốc"),
}
"""Kinds of offices of a commune, as the town's book of offices codes them."""

PROBLEMS: dict[str, str] = {
    "too-many": gettext_noop(
        "Quy trình có %(n)s bước và %(m)s lối đi, chỉ nhận tới %(most)s bước và %(most_flows)s lối đi."
    ),
    "no-start": gettext_noop("Quy trình chưa có bước bắt đầu."),
    "many-starts": gettext_noop("Bước “%(step)s”: quy trình chỉ có một bước bắt đầu, đây là bước thứ hai."),
    "no-end": gettext_noop("Quy trình chưa có bước kết thúc."),
    "same-key": gettext_noop("Mã bước “%(other)s” dùng cho hai bước."),
    "no-name": gettext_noop("Bước có mã “%(other)s” chưa có tên."),
    "unknown-kind": gettext_noop("Bước “%(step)s”: không có loại bước “%(other)s”."),
    "unknown-effect": gettext_noop("Bước “%(step)s”: không có tác động “%(other)s”."),
    "nowhere": gettext_noop(
        "Bước “%(step)s”: kết quả “%(outcome)s” dẫn tới bước “%(other)s” không có trong quy trình."
    ),
    "from-nowhere": gettext_noop("Có lối đi từ bước “%(other)s” không có trong quy trình."),
    "into-start": gettext_noop("Bước “%(step)s”: không dẫn quay lại bước bắt đầu được."),
    "dead-end": gettext_noop("Bước “%(step)s”: chưa có lối ra, hồ sơ sẽ dừng mãi ở đây."),
    "out-of-end": gettext_noop("Bước “%(step)s”: đã là kết thúc thì không có lối ra."),
    "one-way": gettext_noop("Bước “%(step)s”: chỉ được một lối ra, đang có %(n)s."),
    "lonely-split": gettext_noop("Bước “%(step)s”: tách nhánh cần ít nhất hai lối ra."),
    "lonely-choice": gettext_noop("Bước “%(step)s”: điểm rẽ cần ít nhất hai lối ra, mỗi lối một kết quả."),
    "no-outcome": gettext_noop("Bước “%(step)s”: lối đi tới “%(other)s” chưa ghi kết quả nào thì đi lối đó."),
    "same-outcome": gettext_noop("Bước “%(step)s”: kết quả “%(outcome)s” dẫn đi hai nơi."),
    "choice-unasked": gettext_noop(
        "Bước “%(step)s”: đứng sau “%(other)s” nên không ai chọn lối; điểm rẽ phải đứng ngay sau một bước có người làm."
    ),
    "choice-twice": gettext_noop(
        "Bước “%(other)s”: đã có nhiều kết quả thì không dẫn vào điểm rẽ “%(step)s” nữa."
    ),
    "unreachable": gettext_noop("Bước “%(step)s”: không có lối nào dẫn tới."),
    "no-way-out": gettext_noop("Bước “%(step)s”: từ đây không đi tới bước kết thúc nào được."),
    "join-alone": gettext_noop("Bước “%(step)s”: gộp nhánh mà trước đó không có bước tách nhánh."),
    "no-who": gettext_noop("Bước “%(step)s”: chưa ghi ai làm."),
    "unknown-who": gettext_noop("Bước “%(step)s”: không có vai “%(other)s”."),
    "no-hours": gettext_noop("Bước “%(step)s”: chưa ghi số giờ làm việc."),
    "bad-hours": gettext_noop("Bước “%(step)s”: số giờ phải từ 0 đến %(most)s."),
    "wait-runs": gettext_noop("Bước “%(step)s”: lúc chờ thì đồng hồ phải dừng."),
    "task-stopped": gettext_noop("Bước “%(step)s”: có người xử lý thì đồng hồ phải chạy."),
    "empty-loop": gettext_noop("Bước “%(step)s”: đi vòng mà không qua bước nào có người làm."),
    "join-waits": gettext_noop("Bước “%(step)s”: có khi chờ mãi vì một nhánh không về tới đây."),
    "end-early": gettext_noop(
        "Bước “%(step)s”: có khi kết thúc trong lúc nhánh khác còn đang làm (“%(other)s”)."
    ),
    "twice-open": gettext_noop(
        "Bước “%(step)s”: có khi hai nhánh cùng mở bước này; mỗi nhánh phải có bước riêng."
    ),
    "no-answer": gettext_noop(
        "Bước “%(step)s”: có lối đi tới đây mà hồ sơ chưa được trả lời (cấp, từ chối, dừng hay rút)."
    ),
    "too-tangled": gettext_noop("Quy trình rối quá, không kiểm được hết các lối đi; bớt nhánh song song."),
}


def say(problem: Problem) -> str:
    """A problem's sentence in the language of the screen."""
    return _(PROBLEMS[problem.kind]) % dict(problem.values)


def who_does(step: Step) -> str:
    """ "Chuyên viên, Phòng Kinh tế"; empty for steps that nobody does."""
    role = WHO.get(step.who, step.who)
    office = OFFICES.get(step.office_kind, step.office_kind)
    return ", ".join(str(part) for part in (role, office) if part)


def clock_words(step: Step) -> str:
    """ "4 giờ", or that the clock stands still."""
    from dinh.ground.figures import number

    if not step.human:
        return ""
    hours = pgettext("process", "%(n)s giờ") % {"n": number(step.hours)} if step.hours else ""
    if step.clock == "stopped":
        if hours:
            return pgettext("process", "dừng tính giờ, chờ tới %(hours)s") % {"hours": hours}
        return pgettext("process", "dừng tính giờ")
    return hours


_CHANGED = {
    "name": gettext_noop("Bước “%(step)s”: tên “%(before)s” thành “%(after)s”"),
    "kind": gettext_noop("Bước “%(step)s”: loại bước “%(before)s” thành “%(after)s”"),
    "who": gettext_noop("Bước “%(step)s”: người làm “%(before)s” thành “%(after)s”"),
    "office_kind": gettext_noop("Bước “%(step)s”: cơ quan “%(before)s” thành “%(after)s”"),
    "hours": gettext_noop("Bước “%(step)s”: số giờ %(before)s thành %(after)s"),
    "clock": gettext_noop("Bước “%(step)s”: “%(before)s” thành “%(after)s”"),
}
_TABLES: dict[str, dict[str, Any]] = {"kind": KINDS, "who": WHO, "office_kind": OFFICES, "clock": CLOCKS}


def change_words(change: Change) -> str:
    """A difference as a line to read before saying yes."""
    if change.what == "step":
        said = _("Thêm bước “%(step)s”") if change.kind == "new" else _("Bỏ bước “%(step)s”")
        return said % {"step": change.step}
    if change.what == "way":
        said = (
            _("Thêm lối “%(detail)s” từ bước “%(step)s” tới “%(after)s”")
            if change.kind == "new"
            else _("Bỏ lối “%(detail)s” từ bước “%(step)s” tới “%(after)s”")
        )
        return said % {"detail": change.detail or "…", "step": change.step, "after": change.after}
    table = _TABLES.get(change.what, {})
    return _(_CHANGED[change.what]) % {
        "step": change.step,
        "before": table.get(change.before, change.before) or "…",
        "after": table.get(change.after, change.after) or "…",
    }


REASONS = (
    gettext_noop("quy trình ở đây không có loại này"),
    gettext_noop("bước chờ phải đợi đúng một tin hoặc một hạn giờ"),
    gettext_noop("thuộc tính isForCompensation, startQuantity hay completionQuantity"),
    gettext_noop("mã trống hoặc trùng"),
    gettext_noop("không nối hai bước có trong quy trình"),
    gettext_noop("có nhiều lối ra mà không qua cổng; BPMN hiểu là đi tất cả, ở đây phải vẽ cổng"),
    gettext_noop("lối ra có điều kiện mà không qua cổng"),
    gettext_noop("sự kiện gắn vào một bước; ở đây ghi thành một kết quả của bước"),
    gettext_noop("quy trình con; ở đây mọi bước nằm trong một sơ đồ"),
    gettext_noop("quy trình con không có thứ tự"),
    gettext_noop("quy trình con có hoàn tác"),
    gettext_noop("gọi một quy trình khác"),
    gettext_noop("cổng chờ sự kiện nào tới trước"),
    gettext_noop("cổng đi một hay nhiều nhánh; ở đây chỉ có chọn một nhánh hoặc đi tất cả"),
    gettext_noop("cổng có điều kiện phức hợp"),
    gettext_noop("bước do máy khác tự làm; ở đây mỗi bước có người làm"),
    gettext_noop("bước chạy mã chương trình"),
    gettext_noop("bước hỏi bảng quyết định"),
    gettext_noop("bước gửi tin; ở đây tin do phần mềm gửi theo bước"),
    gettext_noop("bước đợi tin; dùng sự kiện đợi tin"),
    gettext_noop("sự kiện phát đi"),
    gettext_noop("bước làm lặp cho nhiều đối tượng"),
    gettext_noop("bước lặp theo điều kiện; ở đây vẽ lối quay lại"),
    gettext_noop("kết thúc làm dừng cả nhánh khác"),
    gettext_noop("sự kiện lỗi"),
    gettext_noop("sự kiện báo lên cấp trên"),
    gettext_noop("sự kiện tín hiệu"),
    gettext_noop("sự kiện hoàn tác"),
    gettext_noop("sự kiện theo điều kiện dữ liệu"),
    gettext_noop("sự kiện nối trang"),
    gettext_noop("sự kiện hủy"),
    gettext_noop("sự kiện tin nhắn ở chỗ này; chỉ nhận ở bước chờ"),
    gettext_noop("sự kiện hẹn giờ ở chỗ này; chỉ nhận ở bước chờ"),
    gettext_noop("việc dùng chung nằm ngoài quy trình"),
    gettext_noop("tệp có hơn một quy trình; tách ra rồi nạp từng cái"),
    gettext_noop("sơ đồ phối hợp giữa các bên"),
    gettext_noop("sơ đồ trao đổi giữa các bên"),
)
"""Why an element of a BPMN file is not taken; here so that the English list has them."""


FILES = (
    gettext_noop("Tệp nặng hơn 2 MB, không phải một quy trình."),
    gettext_noop("Tệp không phải XML đọc được."),
    gettext_noop("Tệp có phần khai báo DOCTYPE, không nhận."),
    gettext_noop("Tệp không phải BPMN 2.0: phần tử gốc phải là definitions của BPMN 2.0."),
    gettext_noop("Tệp có quá nhiều phần tử, không phải một quy trình."),
    gettext_noop("Tệp không có bước nào."),
    gettext_noop("Tệp có quá nhiều bước, không phải một quy trình."),
    gettext_noop("Tệp không có quy trình nào."),
    gettext_noop("Chọn một tệp BPMN (.bpmn, .xml)."),
)
"""Why a whole file is not taken."""

DOUBTED: dict[str, str] = {
    "lane": gettext_noop("Làn “%(about)s” không ứng với vai nào; chọn ai làm từng bước."),
    "timer": gettext_noop("Bước chờ “%(about)s”: hạn giờ không đọc được, ghi lại số giờ."),
}


def doubt_words(doubt: Doubt) -> str:
    """What was in a file but not understood."""
    return _(DOUBTED[doubt.kind]) % {"about": doubt.about}


def refusal_words(refusal: Refusal) -> str:
    """Why one element of a file is not taken."""
    return _("Phần tử %(element)s, mã “%(id)s”%(name)s: không nhận, %(reason)s.") % {
        "element": refusal.element,
        "id": refusal.id,
        "name": f" (“{refusal.name}”)" if refusal.name else "",
        "reason": _(refusal.reason),
    }
