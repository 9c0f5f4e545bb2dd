"""Pages of one target, one task, one project, in topics."""

from .diary import assign, evidence, record_progress
from .linking import link_target, unlink
from .target_page import target
from .values import enter_value, submit_value
from .work import project, task

__all__ = [
    "assign",
    "enter_value",
    "evidence",
    "link_target",
    "project",
    "record_progress",
    "submit_value",
    "target",
    "task",
    "unlink",
]
