"""A process as others draw it: laid out, written as BPMN 2.0, read back from it. No database, no framework."""
