"""Rule: every number, medicine and telephone number in an answer stands in a section that the answer names.

A dose with a wrong digit, or a medicine that the document does not mention, is the worst mistake a text can
hold. `source.yaml` lists per section what stands there; numbers go with their unit, so that 100 kg is not
taken for 100 mg. Kineret and anakinra may stand anywhere, and so may 911, 988 and Poison Control. A number
written as a word counts when a unit follows ("one month"), not when it only counts what the answer itself
says ("two names", "one shot or several").

Passes: "The usual dose is 100 mg a day", resting on the section on dosage.

Fails: "The usual dose is 1000 mg a day"; "Do not mix it with Stelara"; "once a week".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kineret_bot.content.checks.runs import words
from kineret_bot.content.checks.subject import Subject
from kineret_bot.content.checks.telephones import ANYWHERE, telephones
from kineret_bot.errors import Problem
from kineret_bot.model import Intent

RULE = "numbers_and_names"
_OWN_NAME = "kineret"
"""Concept of the lexicon that names our own medicine, which may stand anywhere."""

_SPELT = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), map(str, range(1, 13)), strict=True)
)
_UNITS = {
    "milligram": "mg", "kilogram": "kg", "gram": "g", "milliliter": "ml", "mls": "ml", "kilo": "kg", "mcg": "mcg",
    "mg": "mg", "kg": "kg", "g": "g", "ml": "ml", "%": "%", "percent": "%", "pound": "pound", "degree": "degree",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "time": "time",
    "dose": "dose", "shot": "shot", "syringe": "syringe", "injection": "injection", "°f": "degree", "°c": "degree",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_OFTEN = re.compile(r"\b(once|twice|thrice)(?: or (once|twice))? (?:a|an|each|every|per) (\w+)")
_FIGURE = re.compile(rf"(?<![\w-])(\d+(?:[.,]\d+)*)(?:[ -]?({_UNIT})s?(?!\w))?")
_WRITTEN = re.compile(rf"\b(?!one (?:dose|shot|syringe|injection|day|time)\b)({'|'.join(_SPELT)})[ -]({_UNIT})s?(?!\w)")
_RATE = re.compile(r"\b(?:per|each|every) (kg|kilo|kilogram|pound|lb|gram|mg|ml)s?\b")
_FACTOR = re.compile(r"\b(?:half|double|triple|twice|thrice|dozen|hundred|thousand)\b")
_MADE_LIKE_ONE = re.compile(r"\w{3,}(?:mab|cept|kinra|nib|limus|citinib)")
"""Endings of international names of medicines of this kind: finds those that the lexicon does not know."""


def find(subject: Subject) -> Iterator[Problem]:
    """Numbers and names that no named section holds."""
    medicines = _medicines(subject)
    for intent, answer in subject.answers():
        where = _where(intent)
        numbers, names = _held(subject, intent)
        for number in dict.fromkeys(_numbers(answer.text)):
            if number not in numbers and number not in ANYWHERE:
                yield answer.problem(f"the number `{number}` does not stand in {where}", RULE)
        for word in dict.fromkeys(words(answer.text)):
            if word not in names and (word in medicines or _MADE_LIKE_ONE.fullmatch(word)):
                yield answer.problem(f"the medicine `{word}` does not stand in {where}", RULE)


def _numbers(text: str) -> Iterator[str]:
    """Telephone numbers, then all others, as `source.yaml` writes them: `100 mg`, `65`, `once a day`, `per kg`."""
    for telephone in telephones(text):
        yield telephone.lower()
        text = text.replace(telephone, " ")
    text = text.lower()
    for match in _OFTEN.finditer(text):
        yield from (f"{often} a {match[3]}" for often in match.groups()[:2] if often)
    text = _OFTEN.sub(" ", text)
    for match in _FIGURE.finditer(text):
        yield f"{match[1]} {_UNITS[match[2]]}" if match[2] else match[1]
    for match in _WRITTEN.finditer(text):
        yield f"{_SPELT[match[1]]} {_UNITS[match[2]]}"
    yield from (f"per {_UNITS.get(unit, unit)}" for unit in _RATE.findall(text))
    yield from _FACTOR.findall(text)


def _held(subject: Subject, intent: Intent) -> tuple[frozenset[str], frozenset[str]]:
    """Numbers and words of names in the sections that an intent names; our own medicine's names always."""
    sections = [subject.document.sections[name] for name in intent.sections if name in subject.document.sections]
    own = frozenset(subject.library.concepts.get(_OWN_NAME, ()))
    return (
        frozenset[str]().union(*(section.numbers for section in sections)),
        own.union(*(section.names for section in sections), ("anakinra",)),
    )


def _medicines(subject: Subject) -> frozenset[str]:
    """Single words that name a medicine: those of the lexicon, and those of the document."""
    library = subject.library
    lexicon = (word for name in library.names for word in library.concepts.get(name, ()) if " " not in word)
    return frozenset(lexicon).union(*(section.names for section in subject.document.sections.values()))


def _where(intent: Intent) -> str:
    if not intent.sections:
        return "a section: the intent names none"
    return " or ".join(f"`{name}`" for name in intent.sections)
