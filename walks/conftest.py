"""One furnished town, served as in use, that all walks share.

`dinh demo --size small` and `dinh serve` are run as a newcomer runs them, in a home of their own and on whatever
database DINH_DATABASE_URL names; so every walk is also a test of those two commands.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dinh.ground.testing import tables_for

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class House:
    """A running town: its address, its home, and the environment in which `dinh` words speak of it."""

    url: str
    home: Path
    env: dict[str, str]

    def dinh(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one `dinh` word against this town."""
        done = subprocess.run(
            [BIN / "dinh", *words], env=self.env, capture_output=True, text=True, timeout=600
        )
        if check:
            assert done.returncode == 0, f"dinh {' '.join(words)}: {done.stdout}\n{done.stderr}"
        return done


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_open(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended before it opened"
        try:
            with urllib.request.urlopen(f"{url}/suc-khoe/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not open in {seconds} s")


@contextmanager
def served_town(home: Path, *, size: str = "small", ready: str = "") -> Iterator[House]:
    """Furnish a town in `home`, or copy one that is `ready`, and serve it until the block ends."""
    port = free_port()
    env = {**os.environ, "DINH_HOME": str(home), "DINH_DEMO": "1"}
    env["DJANGO_SETTINGS_MODULE"] = "dinh.frame.settings"  # as in use, not as in tests
    env.pop("DINH_PLAIN_STATIC", None)
    town = House(f"http://127.0.0.1:{port}", home, env)
    if ready:
        shutil.copytree(ready, home, dirs_exist_ok=True)
    else:
        if not env.get("DINH_DATABASE_URL"):
            home.mkdir(parents=True, exist_ok=True)
            tables_for(home / "dinh.sqlite3")
        town.dinh("demo", "--size", size)
    log = (home / "serve.log").open("wb")
    server = subprocess.Popen(
        [BIN / "dinh", "serve", "--port", str(port)], env=env, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        wait_until_open(town.url, server)
        yield town
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The town of the walks. DINH_WALKS_HOME names one furnished before (SQLite), to begin in seconds while writing one."""
    ready = os.environ.get("DINH_WALKS_HOME", "")
    with served_town(tmp_path_factory.mktemp("house"), ready=ready) as town:
        yield town
