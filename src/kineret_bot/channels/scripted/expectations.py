"""The fields of `expect`: read from YAML, and held against a reply."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from kineret_bot.channels.scripted.cases import Expect, ExpectedAlert
from kineret_bot.channels.scripted.reading import one_or_many, texts
from kineret_bot.content.nodes import Fields, Report, Text
from kineret_bot.model import Form, Kind, Level

Json = Mapping[str, Any]
"""A reply as JSON."""
_LONGEST = 160
"""Characters of a reply's text that a message shows."""


def read_expect(fields: Fields, report: Report) -> Expect:
    """One `expect`; notes what is wrong with it."""
    confidence = fields.number("min_confidence", default=-1.0)
    if confidence != -1.0 and not 0 <= confidence <= 1:
        report.add(fields.line_of("min_confidence"), "min_confidence", f"expected 0 to 1, found {confidence:g}")
    equals = texts(fields, "equals")
    if len(equals) > 1:
        report.add(equals[1].line, "equals", "expected one text, found a list")
    expect = Expect(
        kinds=_one_of(Kind, texts(fields, "kind"), report),
        intents=_values(texts(fields, "intent")),
        not_intents=_values(texts(fields, "not_intent")),
        alert=_alert(fields, report),
        contains=_values(texts(fields, "contains")),
        not_contains=_values(texts(fields, "not_contains")),
        equals=equals[0].value if equals else None,
        matches=_patterns(texts(fields, "matches"), report),
        min_confidence=None if confidence == -1.0 else confidence,
        suggests=_values(texts(fields, "suggests")),
        sections=_values(texts(fields, "sections")),
    )
    fields.finish()
    if expect == Expect() and not fields.names():
        report.add(fields.line, "expect", "expects nothing; say at least `kind`")
    return expect


def mismatches(expect: Expect, reply: Json) -> tuple[str, ...]:
    """Everything in which a reply is not what is expected, one sentence each; empty when it is."""
    return tuple(sentence for check in _CHECKS for sentence in check(expect, reply))


def _kind(expect: Expect, reply: Json) -> Iterator[str]:
    if expect.kinds and reply["kind"] not in expect.kinds:
        yield f"kind: expected {_any(expect.kinds)}, got `{reply['kind']}`"


def _intent(expect: Expect, reply: Json) -> Iterator[str]:
    got = [answer["intent"] for answer in reply["answers"]]
    shown = _all(got) if got else "none"
    if expect.intents and not set(got).intersection(expect.intents):
        yield f"intent: expected {_any(expect.intents)}, got {shown}"
    if unwanted := [intent for intent in got if intent in expect.not_intents]:
        yield f"not_intent: expected anything but {_all(unwanted)}, got it"


def _alarm(expect: Expect, reply: Json) -> Iterator[str]:
    wanted, got = expect.alert, reply["alert"]
    if wanted is None:
        return
    shown = f"`{got['level']}` as a {got['form']}" if got else "none"
    if wanted.absent:
        if got:
            yield f"alert: expected none, got {shown}"
    elif got is None or (wanted.levels and got["level"] not in wanted.levels) or wanted.form not in ("", got["form"]):
        form = f" as a {wanted.form}" if wanted.form else ""
        yield f"alert: expected {_any(wanted.levels) if wanted.levels else 'any level'}{form}, got {shown}"


def _text(expect: Expect, reply: Json) -> Iterator[str]:
    text = reply["text"]
    for part in expect.contains:
        if part not in text:
            yield f"contains: expected `{part}`, got {_short(text)}"
    for part in expect.not_contains:
        if part in text:
            yield f"not_contains: expected no `{part}`, got {_short(text, part)}"
    if expect.equals is not None and text.strip() != expect.equals.strip():
        yield f"equals: expected {_short(expect.equals)}, got {_short(text)}"
    for pattern in expect.matches:
        if not re.search(pattern, text):
            yield f"matches: expected /{pattern}/, got {_short(text)}"


def _evidence(expect: Expect, reply: Json) -> Iterator[str]:
    least = expect.min_confidence
    sure = reply["answers"][0]["confidence"] if reply["answers"] else 0.0
    if least is not None and sure < least:
        yield f"min_confidence: expected at least {least:g}, got {sure:g}"
    offered = [suggestion["intent"] for suggestion in reply["suggestions"]]
    if missing := [intent for intent in expect.suggests if intent not in offered]:
        yield f"suggests: expected {_all(missing)}, got {_all(offered) or 'none'}"
    named = [section for answer in reply["answers"] for section in answer["sections"]]
    if missing := [section for section in expect.sections if section not in named]:
        yield f"sections: expected {_all(missing)}, got {_all(named) or 'none'}"


_CHECKS: tuple[Callable[[Expect, Json], Iterator[str]], ...] = (_kind, _intent, _alarm, _text, _evidence)


def _alert(fields: Fields, report: Report) -> ExpectedAlert | None:
    found = one_or_many(fields, "alert")
    if not found:
        return None
    alert = found[0]
    if isinstance(alert, Text):
        if alert.value != "none":
            report.add(alert.line, alert.field, f"expected `none`, or fields `level` and `form`, found `{alert.value}`")
        return ExpectedAlert(absent=True)
    forms = _one_of(Form, texts(alert, "form"), report)
    expected = ExpectedAlert(levels=_one_of(Level, texts(alert, "level"), report), form=forms[0] if forms else "")
    alert.finish()
    return expected


def _one_of(choices: type[StrEnum], found: Iterable[Text], report: Report) -> tuple[str, ...]:
    known = [choice.value for choice in choices]
    for text in found:
        if text.value not in known:
            near = difflib.get_close_matches(text.value, known, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            wanted = f"{', '.join(known[:-1])} or {known[-1]}"
            report.add(text.line, text.field, f"expected {wanted}, found `{text.value}`{hint}")
    return _values(found)


def _patterns(found: tuple[Text, ...], report: Report) -> tuple[str, ...]:
    for text in found:
        try:
            re.compile(text.value)
        except re.error as error:
            report.add(text.line, text.field, f"expected a regular expression, found `{text.value}` ({error})")
    return _values(found)


def _values(found: Iterable[Text]) -> tuple[str, ...]:
    return tuple(text.value for text in found)


def _any(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _all(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _short(text: str, around: str = "") -> str:
    """A text on one line, cut to what a message can hold; with the part that it is about in sight."""
    start = max(0, text.find(around) - _LONGEST // 2) if around else 0
    part = " ".join(text[start : start + _LONGEST].split())
    return f"“{'…' * bool(start)}{part}{'…' * (start + _LONGEST < len(text))}”"
