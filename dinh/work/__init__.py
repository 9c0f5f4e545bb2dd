"""việc: who owes what by when: assignments, hand-overs, deadlines, reminders."""
