"""Tables of the room, in three topics: what the machine read, what was adopted, what is followed since."""

from .plan import Duty, Place, Plan, Project, ProjectMoney, Target, TargetLink, TargetOffice, Task
from .reading import Problem, ProposalItem, Reading, ReadingPage, Seat
from .tracking import Evidence, Progress, TargetValue

__all__ = [
    "Duty",
    "Evidence",
    "Place",
    "Plan",
    "Problem",
    "Progress",
    "Project",
    "ProjectMoney",
    "ProposalItem",
    "Reading",
    "ReadingPage",
    "Seat",
    "Target",
    "TargetLink",
    "TargetOffice",
    "TargetValue",
    "Task",
]
