"""Tables of the room, in topics: what the machine read, what was adopted, what was given to units, what is followed since."""

from .cascade import (
    Allotment,
    AllotmentDispute,
    AllotmentNumber,
    AllotmentSuccession,
    Cascade,
    Rollup,
)
from .measuring import MeasureBinding, ValueRemark, ValueSource
from .money import (
    BudgetDecision,
    Contract,
    ContractDeed,
    Milestone,
    MoneyEntry,
    MoneyFile,
    Payment,
    ProcurementStep,
    ProjectTarget,
)
from .plan import Duty, Place, Plan, Project, ProjectMoney, Target, TargetLink, TargetOffice, Task
from .reading import Problem, ProposalItem, Reading, ReadingPage, Seat
from .sheets import SheetCell, SheetImport
from .tracking import Evidence, Progress, TargetValue

__all__ = [
    "Allotment",
    "AllotmentDispute",
    "AllotmentNumber",
    "AllotmentSuccession",
    "BudgetDecision",
    "Cascade",
    "Contract",
    "ContractDeed",
    "Duty",
    "Evidence",
    "MeasureBinding",
    "Milestone",
    "MoneyEntry",
    "MoneyFile",
    "Payment",
    "Place",
    "Plan",
    "Problem",
    "ProcurementStep",
    "Progress",
    "Project",
    "ProjectMoney",
    "ProjectTarget",
    "ProposalItem",
    "Reading",
    "ReadingPage",
    "Rollup",
    "Seat",
    "SheetCell",
    "SheetImport",
    "Target",
    "TargetLink",
    "TargetOffice",
    "TargetValue",
    "Task",
    "ValueRemark",
    "ValueSource",
]
