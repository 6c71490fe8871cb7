"""The commands about mails, reminders and clocks."""

import argparse
import sys
from datetime import date

from tracker.commands import mailing, reminding, sending
from tracker.commands.application import application
from tracker.commands.arguments import add, group


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them to the command line."""
    _add_mail(group(commands, "mail", "Look after mails."))
    add(commands, "clock", sending.clock_facts)
    _add_reminders(group(commands, "reminders", "Look after reminders."))


def mail_test(chosen: argparse.Namespace) -> int:
    """Send a mail through the real outbox and show the server's answer."""
    with application():
        accepted, answer = mailing.send_test(chosen.address)
    print(answer)
    return 0 if accepted else 1


def mail_bounce(chosen: argparse.Namespace) -> int:
    """Take in a mail that came back, from the input, as a mail server pipes it."""
    try:
        source = mailing.read_message(sys.stdin.buffer)
        with application():
            print(mailing.take_back(source, chosen.to))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the message must not be lost over it
        print(f"not now: {type(error).__name__}: {error}", file=sys.stderr)
        return mailing.EX_TEMPFAIL
    return 0


def reminders_audit(_chosen: argparse.Namespace) -> int:
    """Show that everything owed has ended in exactly one way."""
    with application():
        difference, lines = mailing.audit()
    print("\n".join(lines))
    return 0 if difference == 0 else 1


def reminders_preview(chosen: argparse.Namespace) -> int:
    """What goes out in the next days if nothing changes, and to whom."""
    with application():
        lines = reminding.preview(chosen.days)
    print("\n".join(lines))
    return 0


def reminders_why(chosen: argparse.Namespace) -> int:
    """Why somebody was, or was not, reminded of a task."""
    with application():
        lines = reminding.why(chosen.task, chosen.person, chosen.day)
    print("\n".join(lines))
    return 0


def reminders_now(chosen: argparse.Namespace) -> int:
    """Queue somebody's digest of today at once."""
    with application():
        lines = reminding.send_now(chosen.person)
    print("\n".join(lines))
    return 0


def _add_mail(mail: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add(mail, "test", mail_test).add_argument("address")
    add(mail, "bounce", mail_bounce).add_argument("--to", default="", help="the address that it came to")
    pause = add(mail, "pause", sending.mail_pause)
    pause.add_argument("--reason", default="", help="as the pages and the trail will show it")
    for each in (pause, add(mail, "resume", sending.mail_resume)):
        each.add_argument(
            "--by", default="", metavar="EMAIL", help="the administrator who acts; the system if left out"
        )


def _add_reminders(reminders: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add(reminders, "audit", reminders_audit)
    preview = add(reminders, "preview", reminders_preview)
    preview.add_argument("--days", type=int, default=14, help="how many days ahead (%(default)s)")
    now = add(reminders, "now", reminders_now)
    now.add_argument("person", help="e-mail of the person")
    why = add(reminders, "why", reminders_why)
    why.add_argument("task", help="code of the task, or its id")
    why.add_argument("person", help="e-mail of the person")
    why.add_argument("--day", type=date.fromisoformat, help="one day, as 2026-05-12; today if left out")
