"""What the ground's tests share."""

from __future__ import annotations

import pytest

from dinh.ground import jobs


@pytest.fixture
def own_jobs(monkeypatch):
    """Only ground's jobs on the clock: what the rooms above do by the hour is not tried here."""
    own = {job.name: job for job in jobs.jobs() if job.name.startswith("ground.")}
    monkeypatch.setattr(jobs, "_jobs", own)
