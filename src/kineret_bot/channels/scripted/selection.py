"""Which cases to run: words in their names (`-k`), and tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from kineret_bot.channels.scripted.cases import Case
from kineret_bot.errors import KineretBotError

_TOKEN = re.compile(r"\(|\)|[^\s()]+")
_OPERATORS = ("and", "or", "not", "(", ")")
Test = Callable[[str], bool]


class ExpressionError(KineretBotError):
    """A `-k` that cannot be read."""


def select(cases: Iterable[Case], expression: str = "", tags: Sequence[str] = ()) -> tuple[Case, ...]:
    """Cases whose file and name fit the expression and that have one of the tags (when there are any)."""
    fits = compiled(expression) if expression.strip() else lambda name: True
    return tuple(case for case in cases if fits(case.id.lower()) and (not tags or set(tags).intersection(case.tags)))


def compiled(expression: str) -> Test:
    """`word`, `not word`, `a and b`, `(a or b) and not c`; words are looked for anywhere, in either case.

    Words side by side are one phrase. Raises ExpressionError.
    """
    tokens = _TOKEN.findall(expression.lower())
    test, rest = _either(tokens, expression)
    if rest:
        raise ExpressionError(f"-k {expression}: unexpected `{rest[0]}`")
    return test


def _either(tokens: list[str], whole: str) -> tuple[Test, list[str]]:
    parts = []
    test, rest = _both(tokens, whole)
    parts.append(test)
    while rest and rest[0] == "or":
        test, rest = _both(rest[1:], whole)
        parts.append(test)
    return lambda name: any(part(name) for part in parts), rest


def _both(tokens: list[str], whole: str) -> tuple[Test, list[str]]:
    parts = []
    test, rest = _single(tokens, whole)
    parts.append(test)
    while rest and rest[0] == "and":
        test, rest = _single(rest[1:], whole)
        parts.append(test)
    return lambda name: all(part(name) for part in parts), rest


def _single(tokens: list[str], whole: str) -> tuple[Test, list[str]]:
    if not tokens or tokens[0] in ("and", "or", ")"):
        raise ExpressionError(f"-k {whole}: expected a word {f'before `{tokens[0]}`' if tokens else 'at the end'}")
    if tokens[0] == "not":
        test, rest = _single(tokens[1:], whole)
        return lambda name: not test(name), rest
    if tokens[0] == "(":
        test, rest = _either(tokens[1:], whole)
        if not rest:
            raise ExpressionError(f"-k {whole}: `(` without `)`")
        return test, rest[1:]
    size = next((n for n, token in enumerate(tokens) if token in _OPERATORS), len(tokens))
    phrase = " ".join(tokens[:size])
    return lambda name: phrase in name, tokens[size:]
