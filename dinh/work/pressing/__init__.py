"""Đôn đốc: reminders by rules that are data, one digest each morning, presses with an answer owed, escalation."""
