"""What is aimed at, and the lines that say how far it was reached."""

import statistics

RATIO = {"board": 2.5, "list": 2.0, "task": 2.0, "update": 2.0}
RATIO_AT_MOST = {"list": 3.0, "task": 3.0, "update": 4.0}
"""Processor's time of the product to that of the twin: aimed at, and what must be kept."""

GROWTH = {"board": 1.2, "list": 1.2, "task": 1.2, "update": 1.2}
"""A commune's pages in a large nation to the same in a small one."""

OVERVIEW = {"province": 2.0, "nation": 5.0}
"""95th percentile of an overview to that of a commune's board."""

FIRST_PAGE_SECONDS = 1.0
WORKER_MEGABYTES = 120
FIRST_KILOBYTES, NEXT_KILOBYTES = 60, 15


def told(engine, tasks, page, rounds, weight):
    """The line of one page; `rounds` are (product, twin, …), each the processor seconds a request and its run."""
    product, twin, *_smaller = zip(*rounds, strict=True)
    cpu, bare = (statistics.median(each for each, _run in side) * 1000 for side in (product, twin))
    ratio = _ratio(product, twin)
    (p50, p95, rate), (_, _, bare_rate) = (_pace([run for _cpu, run in side]) for side in (product, twin))
    first, after = weight
    asked = max(script.asked for script in page.scripts)
    same = max(len(script.statements) for script in page.scripts)
    return (
        f"engine={engine} tasks={tasks} page={page.name} cpu={cpu:.2f} ms twin={bare:.2f} ms ratio={ratio:.2f}"
        f" {_against(ratio, RATIO.get(page.name), RATIO_AT_MOST.get(page.name))}"
        f" p50={p50:.1f} ms p95={p95:.1f} ms rate={rate:.0f}/s twin={bare_rate:.0f}/s queries={asked} twin={same}"
        f" first={first:.1f} KB {_against(first, FIRST_KILOBYTES)} after={after:.1f} KB"
        f" {_against(after, NEXT_KILOBYTES)} rounds={len(rounds)}"
    )


def told_of_growth(engine, tasks, fewer, page, rounds):
    """The line that says what the page costs beside the same page of a smaller database."""
    product, _twin, smaller = zip(*rounds, strict=True)
    (p50, _, _), (p50_of_smaller, _, _) = (_pace([run for _cpu, run in side]) for side in (product, smaller))
    growth, slower = _ratio(product, smaller), p50 / p50_of_smaller
    return (
        f"engine={engine} page={page.name} from {fewer} to {tasks} tasks: cpu={growth:.2f}"
        f" {_against(growth, GROWTH.get(page.name))} p50={slower:.2f} {_against(slower, GROWTH.get(page.name))}"
    )


def _ratio(side, other):
    """The median of the rounds' ratios."""
    return statistics.median(mine / theirs if theirs else 0 for (mine, _), (theirs, _) in zip(side, other, strict=True))


def told_of_overviews(engine, tasks, found):
    """The line of those overviews that were measured beside a board; `found` are rounds by page."""
    slow = {name: _pace([product[1] for product, *_others in rounds])[1] for name, rounds in found.items()}
    ratios = {name: slow[name] / slow["board"] for name in OVERVIEW if name in slow and "board" in slow}
    lines = [f"{name}={ratio:.2f} {_against(ratio, OVERVIEW[name])}" for name, ratio in ratios.items()]
    return f"engine={engine} tasks={tasks} p95-to-board {' '.join(lines)}"


def told_of_processes(engine, tasks, cold, memory):
    """The line about the processes themselves; `memory` is (PSS, RSS) of each worker."""
    pss, rss = (max(each) for each in zip(*memory, strict=True))
    return (
        f"engine={engine} tasks={tasks} first-page={cold:.2f} s {_against(cold, FIRST_PAGE_SECONDS)}"
        f" worker={rss:.0f} MB {_against(rss, WORKER_MEGABYTES)} its-own-share={pss:.0f} MB"
    )


def _against(value, aim, at_most=None):
    """(aim <=2 met), (aim <=2 missed, must <=3 met)."""
    if aim is None:
        return "(no aim)"
    must = "" if at_most is None else f", must <={at_most:g} {'met' if value <= at_most else 'MISSED'}"
    return f"(aim <={aim:g} {'met' if value <= aim else 'missed'}{must})"


def _pace(runs):
    """The middle of the rounds: p50 and p95 in milliseconds, requests a second."""
    p50 = statistics.median(run.answers[len(run.answers) // 2] for run in runs)
    p95 = statistics.median(run.answers[int(len(run.answers) * 0.95)] for run in runs)
    return p50 * 1000, p95 * 1000, statistics.median(len(run.answers) / run.seconds for run in runs)
