"""Names of the standard that both directions use. BPMN 2.0.2 (ISO/IEC 19510), clauses 10 (process) and 12 (diagram)."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:dinh:quy-trinh:1"
"""Our attributes on BPMN elements: what the standard has no word for (hours, clock, effect). Others may ignore them."""

VARIABLE = "ket_qua"
"""The variable that conditions ask: how the step before came out."""

NSMAP = {None: MODEL, "bpmndi": DIAGRAM, "dc": DC, "di": DI, "xsi": XSI, "dinh": OURS}


def model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def ours(name: str) -> str:
    return f"{{{OURS}}}{name}"
