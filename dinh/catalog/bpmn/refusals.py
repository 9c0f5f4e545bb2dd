"""What a file may hold that is not taken, and why, in a sentence that names the element."""

from __future__ import annotations

from dataclasses import dataclass

REASONS: dict[str, str] = {
    "boundaryEvent": "sự kiện gắn vào một bước; ở đây ghi thành một kết quả của bước",
    "subProcess": "quy trình con; ở đây mọi bước nằm trong một sơ đồ",
    "adHocSubProcess": "quy trình con không có thứ tự",
    "transaction": "quy trình con có hoàn tác",
    "callActivity": "gọi một quy trình khác",
    "eventBasedGateway": "cổng chờ sự kiện nào tới trước",
    "inclusiveGateway": "cổng đi một hay nhiều nhánh; ở đây chỉ có chọn một nhánh hoặc đi tất cả",
    "complexGateway": "cổng có điều kiện phức hợp",
    "serviceTask": "bước do máy khác tự làm; ở đây mỗi bước có người làm",
    "scriptTask": "bước chạy mã chương trình",
    "businessRuleTask": "bước hỏi bảng quyết định",
    "sendTask": "bước gửi tin; ở đây tin do phần mềm gửi theo bước",
    "receiveTask": "bước đợi tin; dùng sự kiện đợi tin",
    "intermediateThrowEvent": "sự kiện phát đi",
    "multiInstanceLoopCharacteristics": "bước làm lặp cho nhiều đối tượng",
    "standardLoopCharacteristics": "bước lặp theo điều kiện; ở đây vẽ lối quay lại",
    "terminateEventDefinition": "kết thúc làm dừng cả nhánh khác",
    "errorEventDefinition": "sự kiện lỗi",
    "escalationEventDefinition": "sự kiện báo lên cấp trên",
    "signalEventDefinition": "sự kiện tín hiệu",
    "compensateEventDefinition": "sự kiện hoàn tác",
    "conditionalEventDefinition": "sự kiện theo điều kiện dữ liệu",
    "linkEventDefinition": "sự kiện nối trang",
    "cancelEventDefinition": "sự kiện hủy",
    "messageEventDefinition": "sự kiện tin nhắn ở chỗ này; chỉ nhận ở bước chờ",
    "timerEventDefinition": "sự kiện hẹn giờ ở chỗ này; chỉ nhận ở bước chờ",
    "globalTask": "việc dùng chung nằm ngoài quy trình",
    "globalUserTask": "việc dùng chung nằm ngoài quy trình",
    "process": "tệp có hơn một quy trình; tách ra rồi nạp từng cái",
    "choreography": "sơ đồ phối hợp giữa các bên",
    "conversation": "sơ đồ trao đổi giữa các bên",
}
SENTENCE = "Phần tử %(element)s, mã “%(id)s”%(name)s: không nhận, %(reason)s."
GENERIC = "quy trình ở đây không có loại này"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One element that is not taken."""

    element: str
    id: str
    name: str
    reason: str

    def __str__(self) -> str:
        return SENTENCE % {
            "element": self.element,
            "id": self.id,
            "name": f" (“{self.name}”)" if self.name else "",
            "reason": self.reason,
        }


class NotTaken(ValueError):
    """The file is not taken. `str()` is a Vietnamese sentence; `refusals` name every element."""

    def __init__(self, sentence: str, refusals: tuple[Refusal, ...] = ()) -> None:
        super().__init__(sentence)
        self.refusals = refusals
