"""Run a command with a PostgreSQL cluster of its own: `python tools/with_postgres.py pytest …`.

With DINH_PG_SAFE=1 it keeps what it said it kept even when the power goes, and is set up as docs/how-to/postgresql.md sets up a
province's server; else it is quicker and smaller than that, for tests.

The cluster is made by initdb in a temporary folder, listens on a socket in that folder only, and is removed at the
end. Exits 3 with one clear line when PostgreSQL is missing: a run that was to use it is never skipped in silence.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RISK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=128MB"
AS_IN_USE = (
    "-c shared_buffers=2GB -c effective_cache_size=6GB -c maintenance_work_mem=1536MB -c max_wal_size=8GB "
    "-c checkpoint_timeout=15min -c random_page_cost=1.1"
)


def find(binary: str) -> str:
    """PostgreSQL's own folder first (Debian keeps server binaries off the PATH), newest version first."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    for folder in folders:
        if (folder / binary).exists():
            return str(folder / binary)
    found = shutil.which(binary)
    if not found:
        print(f"Thiếu PostgreSQL ({binary}): cài gói postgresql rồi chạy lại.", file=sys.stderr)
        raise SystemExit(3)
    return found


def as_server(folder: Path) -> tuple[list[str], str]:
    """PostgreSQL refuses to run as root: then it runs as another account that owns the folder."""
    if os.geteuid() != 0:
        return [], getpass.getuser()
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"], name
    raise SystemExit("Không có tài khoản nào ngoài root để chạy PostgreSQL.")


def main(command: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="dinh-pg-"))
    folder.chmod(0o755)
    data, log = folder / "data", folder / "log"
    prefix, _ = as_server(folder)
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run(
        [
            *prefix,
            find("initdb"),
            "-D",
            data,
            "-U",
            "dinh",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--lc-collate=C",  # texts in order of their code points either way; "C" compares them without the library
            "-N",
        ],
        check=True,
        **quiet,
    )
    settings = AS_IN_USE if os.environ.get("DINH_PG_SAFE") == "1" else RISK
    options = f"-k {folder} -c listen_addresses='' {settings} -c max_connections=120"
    pg_ctl = find("pg_ctl")
    subprocess.run(
        [*prefix, pg_ctl, "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start"],
        check=True,
        **quiet,
    )
    try:
        subprocess.run([find("createdb"), "-h", str(folder), "-U", "dinh", "dinh"], check=True)
        url = f"postgres://dinh@/dinh?host={folder}"
        return subprocess.run(command, env={**os.environ, "DINH_DATABASE_URL": url}).returncode
    finally:
        subprocess.run([*prefix, pg_ctl, "-D", data, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
