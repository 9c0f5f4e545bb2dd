"""The curl examples of docs/how-to/api.md, run against a live server in their order."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from .api_town import ApiTown

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "api.md"
STATUS = "\n%{http_code}"


def commands() -> list[str]:
    """Every curl of the guide, joined to one line each."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    text = "\n".join(blocks).replace("\\\n", " ")
    return [line for line in text.splitlines() if line.startswith("curl ")]


@pytest.mark.django_db(transaction=True)
def test_each_example_of_the_guide_is_answered_as_told(live_server: Any, tmp_path: Path) -> None:
    town = ApiTown()
    told = {
        "PATH": os.environ["PATH"],
        "DINH": live_server.url,
        "KHOA": town.key,
        "KE_HOACH": str(town.made.pk),
        "CHI_TIEU": str(town.target.pk),
        "VIEC": str(town.assignment.pk),
        "PHAN_GIAO": str(town.allotment.pk),
        "DU_AN": str(town.project.pk),
        "TEP": str(town.ids["file_id"]),
        "NGAY": timezone.localdate().isoformat(),
    }
    assert len(commands()) == 15
    for command in commands():
        if "If-Match" in command and "assignments" in command:
            town.assignment.refresh_from_db()
            command = command.replace('"1"', f'"{town.assignment.version}"')
        done = subprocess.run(
            ["bash", "-c", f"{command} -w '{STATUS}'"],
            env=told,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        body, _line, status = done.stdout.rpartition("\n")
        assert status in {"200", "201"}, (command, done.stdout)
        if " -o " in command:
            assert (tmp_path / "minh-chung").read_bytes() == b"bien ban do phu song"
        elif " -i " not in command:
            assert json.loads(body)
        else:
            assert "etag" in body.lower()
