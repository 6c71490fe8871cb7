"""The command `tracker`: each command calls one action and prints what came of it."""

import argparse
import os
import select
import sys
from collections.abc import Sequence

from tracker.commands import bench, data_lines, faults, figure_lines, mail_lines, serve, suite
from tracker.commands.arguments import Command, add
from tracker.commands.demo import run_demo
from tracker.core.errors import Refusal
from tracker.core.languages import say

READER_LEFT = 128 + 13
"""The code of a program that ended because its reader left (SIGPIPE), as shells know it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["test"]:  # its arguments are pytest's
        return suite.run([each for each in given[1:] if each != "--all"], everything="--all" in given)
    if given[:1] == ["bench"]:
        return bench.run(given[1:])
    if given[:1] == ["faults"]:
        return faults.run(given[1:])
    chosen = _parser().parse_args(given)
    try:
        return _run(chosen)
    except BrokenPipeError:
        if not _reader_has_left():
            raise
        return READER_LEFT


def _run(chosen: argparse.Namespace) -> int:
    run: Command = chosen.run
    try:
        code = run(chosen)
    except Refusal as refusal:
        print(say(refusal), file=sys.stderr)
        return 1
    sys.stdout.flush()
    return code


def _reader_has_left() -> bool:
    """Whether nobody reads our output any more, as after `| head`; then nothing is said at the end of the process."""
    output = select.poll()
    output.register(sys.stdout, 0)
    if not any(event & (select.POLLERR | select.POLLHUP) for _, event in output.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def demo(_chosen: argparse.Namespace) -> int:
    """The whole product with made-up data on this machine."""
    return run_demo()


def serve_web(chosen: argparse.Namespace) -> int:
    """The web server."""
    serve.serve_web(bind=chosen.bind, workers=chosen.workers, threads=chosen.threads)
    return 0


def scheduler(_chosen: argparse.Namespace) -> int:
    """Reminders and mails; any number of these may run."""
    serve.run_scheduler()
    return 0


def worker(chosen: argparse.Namespace) -> int:
    """Sends mails handed out by the scheduler, with MAIL_DRIVER=procrastinate; any number on any machines."""
    serve.run_worker(concurrency=chosen.concurrency)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tracker", description="Follows the directives of a committee's quarter.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    figure_lines.register_demo(add(commands, "demo", demo))
    commands.add_parser("test", help="Every check of the house; further arguments go to pytest.", add_help=False)
    commands.add_parser("bench", help="Measurements beside a bare twin: mail, pages; and tallies.", add_help=False)
    commands.add_parser("faults", help="Every fault at its full size, and what was promised.", add_help=False)
    web = add(commands, "serve", serve_web)
    port = os.environ.get("PORT") or "8000"
    web.add_argument("--bind", default=f"127.0.0.1:{port}", help="address:port or unix:path (%(default)s)")
    web.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    web.add_argument("--threads", type=int, default=8, help="threads in each process (%(default)s)")
    add(commands, "scheduler", scheduler)
    working = add(commands, "worker", worker)
    working.add_argument("--concurrency", type=int, default=1, help="mails at the same time (%(default)s)")
    data_lines.register(commands)
    mail_lines.register(commands)
    figure_lines.register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
