"""What a process of the fleet runs: the product's own commands, started from a process that has read them already.

Starting Python anew for each of a thousand kills would take most of the time; so one process imports everything
once and every other is a fork of it, made before any thread, with the settings put into its environment.
"""

import importlib
import os
import sys
from pathlib import Path

import sqlalchemy as sa

from tests.faults import patches
from tracker import cli, scheduler
from tracker.core import clock, steps

sa.orm.configure_mappers()  # or each of the forks would do it anew

COMMANDS = {
    "scheduler": lambda _settings: ["scheduler"],
    "worker": lambda _settings: ["worker"],
    "serve": lambda settings: ["serve", "--bind", settings["BIND"], "--workers", settings["WORKERS"]],
}


def run(program, settings, log):
    """Become `program` with `settings`; what it says goes to the end of the file `log`."""
    os.environ.update(settings)
    for module in (steps, clock):  # they read the environment once, when the mother of this process was started
        importlib.reload(module)
    scheduler.seconds_between = lambda *_: float(settings["PACE_SECONDS"])  # nobody waits for the next turn of a job
    patches.apply(settings.get("PATCH", ""))
    with Path(log).open("a", buffering=1) as told:
        for stream in (1, 2):
            os.dup2(told.fileno(), stream)
        sys.stdout = sys.stderr = told
        sys.exit(cli.main(COMMANDS[program](settings)))
