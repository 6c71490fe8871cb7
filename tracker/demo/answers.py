"""What a group writes into the form of an update, step by step."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from random import Random

from tracker.core.clock import today
from tracker.demo.days import ZONE
from tracker.demo.directives import DIFFICULTIES
from tracker.demo.papers import paper
from tracker.demo.plots import Note, Report
from tracker.demo.script import Done
from tracker.demo.seeds import DirectiveSeed
from tracker.tasks.rules import Product
from tracker.tasks.status import Kind, SelfRating
from tracker.tasks.update_actions import Answers
from tracker.tasks.uploads import Upload

LATER = timedelta(days=7)
"""How long after the deadline a group in trouble expects to be done."""


def answers_of(event: Done, number: int, indicator_ids: tuple[int, ...], *, version: int, chance: Random) -> Answers:
    """The answers of the lead group's `number`-th report, from 0."""
    values = {
        indicator_id: seed.value(number)
        for indicator_id, seed in zip(indicator_ids, event.part.task.indicators, strict=True)
    }
    match event.step:
        case Report():
            return _completion(event, values, version)
        case Note(rating=rating):
            return _note(event, number, rating, values, version=version, chance=chance)
    return Answers(version=version, no_change=True)


def _note(
    event: Done, number: int, rating: SelfRating, values: Mapping[int, Decimal], *, version: int, chance: Random
) -> Answers:
    directive, due_on = event.part.directive, event.part.due_on
    received, resolved, remaining = _cases(directive, number)
    in_danger = rating is SelfRating.AT_RISK
    return Answers(
        version=version,
        self_rating=rating,
        done_text=directive.notes[(number + len(event.part.task.lead)) % len(directive.notes)],
        difficulty="" if rating is SelfRating.ON_TRACK else chance.choice(DIFFICULTIES),
        needs_decision=in_danger,
        expected_on=max(due_on, event.at.date()) + LATER if in_danger and due_on else None,
        values=values,
        product=Product(cases_remaining=remaining),
        cases_received=received,
        cases_resolved=resolved,
    )


def _cases(directive: DirectiveSeed, number: int) -> tuple[int | None, int | None, int | None]:
    """Received, resolved and remaining so far; the last triple is kept for the report of completion."""
    return directive.cases[min(number, len(directive.cases) - 2)] if directive.cases else (None, None, None)


def _completion(event: Done, values: Mapping[int, Decimal], version: int) -> Answers:
    """A report of completion with what its kind promises."""
    directive, day = event.part.directive, today(ZONE, event.at)
    received, resolved, remaining = directive.cases[-1] if directive.cases else (None, None, None)
    has_paper = directive.kind is Kind.DELIVER_DOCUMENT
    return Answers(
        version=version,
        self_rating=SelfRating.DONE,
        done_text=directive.done,
        values=values,
        product=Product(
            document_number=directive.product if has_paper else "",
            document_date=day if has_paper else None,
            cases_remaining=remaining,
            launched_on=day - timedelta(days=1) if directive.kind is Kind.MILESTONE else None,
            closing_note=directive.closing,
        ),
        cases_received=received,
        cases_resolved=resolved,
        uploads=_files(event.part.task.file),
    )


def _files(name: str) -> tuple[Upload, ...]:
    return (Upload(name=name, content=paper(name)),) if name else ()
