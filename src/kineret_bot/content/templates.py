"""Question templates: `[optional]` words and `(one|other)` choices, as in hassil, expanded when loaded."""

from __future__ import annotations

from itertools import product

MOST_EXPANSIONS = 64
"""One line that stands for more questions than this is a mistake: nobody can review it."""


_TOO_MANY = 10_000


def expand(template: str, most: int = MOST_EXPANSIONS) -> tuple[str, ...]:
    """Every text that a template stands for, in order, each once; at most `most`.

    Raises ValueError, with what is wrong, on an unmatched bracket or too many expansions.
    """
    variants, rest = _sequence(template, 0, "")
    if rest != len(template):
        raise ValueError(f"`{template[rest]}` without its opening bracket")
    if len(variants) > most:
        raise ValueError(f"stands for {len(variants)} texts, at most {most} are allowed")
    return tuple(dict.fromkeys(" ".join(variant.split()) for variant in variants))


def _sequence(template: str, start: int, closing: str) -> tuple[list[str], int]:
    """Variants of the text from `start` up to one of the `closing` characters, and the place of that."""
    parts: list[list[str]] = []
    place = start
    while place < len(template) and template[place] not in ")]|":
        if template[place] in "([":
            variants, place = _choice(template, place)
            parts.append(variants)
            continue
        parts.append([template[place]])
        place += 1
    if closing and place == len(template):
        raise ValueError(f"`{template[start - 1]}` without its closing bracket")
    size = 1
    for part in parts:
        size *= len(part)
    if size > _TOO_MANY:
        raise ValueError(f"stands for more than {_TOO_MANY} texts")
    return ["".join(choice) for choice in product(*parts)], place


def _choice(template: str, start: int) -> tuple[list[str], int]:
    """Variants of the bracket that opens at `start`, and the place after its end."""
    optional = template[start] == "["
    closing = "]" if optional else ")"
    variants: list[str] = []
    place = start
    while True:
        found, place = _sequence(template, place + 1, closing)
        variants += found
        if template[place] == closing:
            return ([*variants, ""] if optional else variants), place + 1
        if template[place] != "|":
            raise ValueError(f"`{template[start]}` closed by `{template[place]}`")
