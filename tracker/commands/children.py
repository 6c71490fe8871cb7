"""Processes that end with the one that started them, however that one ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 15.0
"""Seconds a child may take to stop before it is killed."""

LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True, kw_only=True)
class Child:
    """A running program and what to call it."""

    name: str
    process: subprocess.Popen[bytes]


@contextmanager
def running(commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> Iterator[list[Child]]:
    """Start `commands` in their order; at the end stop them in the reverse order."""
    children: list[Child] = []
    try:
        for name, command in commands.items():
            children.append(Child(name=name, process=_start(command, environment)))
        yield children
    finally:
        _stop(children)


def first_dead(children: list[Child]) -> Child | None:
    """A child that has ended, if one has."""
    return next((child for child in children if child.process.poll() is not None), None)


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A session of its own: Ctrl-C reaches only the parent, which then stops the children in order."""
    leashed = [sys.executable, str(LEASH), str(os.getpid()), *command]
    return subprocess.Popen(leashed, env=dict(environment), stdin=subprocess.DEVNULL, start_new_session=True)


def _stop(children: list[Child]) -> None:
    for child in reversed(children):
        child.process.terminate()
    end = time.monotonic() + PATIENCE
    for child in reversed(children):
        try:
            child.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        _kill_what_is_left(child.process.pid)


def _kill_what_is_left(group: int) -> None:
    """What the child itself had started and did not end."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
