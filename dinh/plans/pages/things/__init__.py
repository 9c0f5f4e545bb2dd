"""Pages of one target, one task, one project, in topics."""

from .diary import assign, evidence, record_progress
from .linking import link_target, unlink
from .measuring import answer_remark, bind_measure, remark_value, take_readings
from .target_page import target
from .values import enter_value, submit_value
from .work import project, task

__all__ = [
    "answer_remark",
    "assign",
    "bind_measure",
    "enter_value",
    "evidence",
    "link_target",
    "project",
    "record_progress",
    "remark_value",
    "submit_value",
    "take_readings",
    "target",
    "task",
    "unlink",
]
