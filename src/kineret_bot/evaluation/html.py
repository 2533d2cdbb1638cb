"""The figures as one HTML file that needs nothing else: no script, no font, no request.

It is the same, byte for byte, for the same bot and the same cases, one thing a line, so that two can be diffed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from kineret_bot.evaluation import charts
from kineret_bot.evaluation.figures import Figures
from kineret_bot.evaluation.findings import Finding, findings
from kineret_bot.evaluation.folds import LeftOut
from kineret_bot.evaluation.judging import BADNESS, GOOD, Verdict
from kineret_bot.evaluation.measuring import Observation
from kineret_bot.evaluation.records import Comparison
from kineret_bot.model import Kind

_WORDS = {
    Verdict.SILENT: "Emergencies without any alarm",
    Verdict.LINE_ONLY: "Emergencies with only a line under the answer",
    Verdict.UNDER: "Alarms of too low a level",
    Verdict.WRONG: "Wrong replies",
    Verdict.OFFERED_WRONG: "Asked back, without the right option",
    Verdict.ALARMED: "Alarm cards where none belongs",
    Verdict.DECLINED: "Declined, though there is an answer",
    Verdict.OVER: "Alarms of too high a level",
    Verdict.OFFERED: "Asked back, the right option among them",
}
_WEIGHTS = {"danger": "Danger", "wrong": "Wrong", "nuisance": "Nuisance"}
_COLUMN_WORDS = {
    "wrong": "get a wrong reply",
    "alarmed": "get an alarm card that does not belong",
    "declined": "are declined though there is an answer",
    "offered": "are asked back, with the right option",
}
_OUTCOMES = {Kind.DECLINE: "to decline", Kind.CHAT: "small talk", Kind.CLARIFY: "to ask back", Kind.ANSWER: "an answer"}
_HINTS = {
    "recall": "Each bar should reach 100. The thin line shows how much these few messages prove.",
    "by_intent": "The worst intents, one bar each. Everything that is not green is a message that went wrong.",
    "confusions": "Wanted intent, then what the bot did instead, by how often.",
    "histogram": "A good bot is red only on the left: unsure when it errs.",
    "reliability": "Below the grey line it is surer than it should be, above it less sure than it could be.",
    "sweep": "To the left it errs more, to the right it declines more. Alarms and double questions are left aside.",
}
_MOST_PHRASES = 3
_MOST_PAIRS = 40


def render(f: Figures, left_out: LeftOut | None, comparison: Comparison | None) -> str:
    """The whole page."""
    style = files("kineret_bot.evaluation").joinpath("report.css").read_text(encoding="utf-8")
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>How well the bot answers</title>",
        f"<style>\n{style}</style>",
        "<main>",
        "<h1>How well the bot answers</h1>",
        f"<p>{len(f.observations):,} messages with a known right reply were put to it. The worst comes first.</p>",
        *_tiles(f),
        *_wrong(f),
        *(_compared(comparison) if comparison else ()),
        *_charts(f),
        *(_collisions(left_out) if left_out else ()),
        *_cases(f),
        "</main>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _tiles(f: Figures) -> Iterator[str]:
    """The figures to look at first."""
    yield '<ul class="tiles">'
    alarms, hits = sum(row.hit.total for row in f.levels), sum(row.hit.count for row in f.levels)
    if alarms:
        missed = len(f.with_verdict(Verdict.SILENT, Verdict.LINE_ONLY, Verdict.UNDER))
        words = "messages that need an alarm get none, only a line, or too low a card"
        yield _tile(f"{missed:,}", words, "danger" if missed else "")
        yield _tile(f"{hits:,} of {alarms:,}", "messages that need an alarm get the right card")
    yield _tile(f"{f.right.value:.0%}", f"of {f.right.total:,} ordinary messages are dealt with rightly at once")
    for column, words in _COLUMN_WORDS.items():
        yield _tile(f"{f.ordinary[column]:,}", f"of them {words}", column)
    yield "</ul>"


def _tile(figure: str, words: str, kind: str = "") -> str:
    return f'<li class="{kind}"><b>{escape(figure)}</b> {escape(words)}</li>'


def _wrong(f: Figures) -> Iterator[str]:
    yield '<section id="wrong">\n<h2>What is wrong, worst first</h2>'
    found = findings(f)
    if found:
        yield '<ol class="findings">'
        yield from (line for finding in found for line in _finding(finding))
        yield "</ol>"
    else:
        yield "<p>Nothing that these messages show.</p>"
    yield "</section>"


def _finding(finding: Finding) -> Iterator[str]:
    weight = _WEIGHTS[finding.weight]
    yield f'<li class="{finding.weight}"><span class="weight">{weight}</span> {escape(finding.sentence)}'
    for o in finding.examples:
        got = f"The bot {o.got}. {_wanted(o)}"
        yield f'<p class="example">Somebody wrote <q>{escape(_line(o.case.text))}</q> {escape(got)}</p>'
    yield f"<p>What to do: {_with_code(finding.remedy)}</p></li>"


def _with_code(text: str) -> str:
    """Escaped, with what stands in backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _wanted(o: Observation) -> str:
    if o.case.outcome is Kind.ESCALATE:
        return f"Wanted: an alarm card ({' or '.join(o.case.levels) or 'any level'})."
    return f"Wanted: {' or '.join(o.case.intents) or _OUTCOMES.get(o.case.outcome, o.case.outcome.value)}."


def _charts(f: Figures) -> Iterator[str]:
    if f.levels:
        yield from _chart("Alarms", "recall", charts.recall(f))
    if f.right.total:
        yield from _chart("By intent", "by_intent", charts.by_intent(f))
    if f.confusions:
        yield from _chart("Taken for something else", "confusions", charts.confusions(f))
    if any(b.share.total for b in f.bins):
        yield from _chart("How sure, and right?", "histogram", charts.histogram(f))
        yield from _chart("Can its confidence be believed?", "reliability", charts.reliability(f))
        yield from _chart("What another threshold would bring", "sweep", charts.sweep(f))


def _chart(title: str, hint: str, svg: str) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(title)}</h2>\n<p>{escape(_HINTS[hint])}</p>"
    yield svg
    yield "</section>"


def _collisions(left_out: LeftOut) -> Iterator[str]:
    share = left_out.right / left_out.total if left_out.total else 0.0
    yield "<section>\n<h2>Intents that look alike</h2>"
    yield f"<p>Curated phrases ranked by the rest of the bank, in {left_out.folds} folds:"
    yield f"{share:.1%} of {left_out.total:,} right.</p>"
    yield "<table><tr><th>Phrases</th><th>Intent</th><th>Looks like</th><th>The surest mistakes</th></tr>"
    for c in left_out.collisions[:_MOST_PAIRS]:
        phrases = "; ".join(f"{text} ({sure:.0%})" for text, sure in c.phrases[:_MOST_PHRASES])
        yield _row(str(len(c.phrases)), c.intent, c.taken_for, phrases)
    yield "</table>\n</section>"


def _compared(c: Comparison) -> Iterator[str]:
    yield "<section>\n<h2>Against the older evaluation</h2>"
    counts = f"{len(c.better)} better, {len(c.worse)} worse, {len(c.other)} different"
    yield f"<p>{counts}; {c.added} new, {c.removed} gone.</p>"
    for name, changes in (("Worse", c.worse), ("Better", c.better), ("Different, as good as before", c.other)):
        rows = [(change.text, change.was, change.now) for change in changes]
        yield from _folded(f"{name}: {len(rows)}", ("Message", "Was", "Now"), rows, name == "Worse")
    yield "</section>"


def _cases(f: Figures) -> Iterator[str]:
    """Every message that went wrong, by what went wrong."""
    yield "<section>\n<h2>Every message that went wrong</h2>"
    for verdict in sorted(_WORDS, key=lambda v: (-BADNESS[v], v)):
        rows = [_cells(o) for o in f.with_verdict(verdict)]
        yield from _folded(f"{_WORDS[verdict]}: {len(rows)}", ("Message", "Wanted", "The bot", "Sure", "Where"), rows)
    good = len(f.with_verdict(*GOOD))
    yield f"<p>The other {good:,} are as they should be.</p>\n</section>"


def _cells(o: Observation) -> tuple[str, ...]:
    return o.case.text, _wanted(o).removeprefix("Wanted: "), o.got, f"{o.confidence:.0%}", o.case.place


def _folded(title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]], open: bool = False) -> Iterator[str]:
    """A table that opens on a click; nothing when it is empty."""
    if not rows:
        return
    yield f"<details{' open' if open else ''}><summary>{escape(title)}</summary>\n<table>"
    yield "<tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>"
    for row in rows:
        yield _row(*row)
    yield "</table></details>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{escape(_line(cell))}</td>" for cell in cells) + "</tr>"


def _line(text: str) -> str:
    """A text on one line, cut to what a cell holds."""
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:299] + "…"
