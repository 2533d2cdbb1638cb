"""Rule: no answer can do harm by its form alone.

An answer shows up under questions that nobody foresaw. So it never begins with a yes or a no, which could
agree with anything; it never tells anybody to change a dose, unless the same sentence hands that to the
doctor or forbids it; and it holds no telephone number that people have not approved. What rests on a
section about overdose names Poison Control and 911; when it could calm somebody (`soothing: true`), it does
so within its first two sentences.

Passes: "Please don't change your dose on your own."; "Call your provider before you stop."

Fails: "Yes, that is fine."; "You can take more if it hurts."; "Call 1-800-555-0100."; an answer about
overdose that begins with the good news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kineret_bot.content.checks.subject import Subject, Written
from kineret_bot.content.checks.telephones import ALLOWED, EMERGENCY, POISON_CONTROL, telephones
from kineret_bot.errors import Problem
from kineret_bot.model import Intent

RULE = "answer_safety"

_AGREES = re.compile(r"(yes|no|sure|right|correct|of course)\b(?! one\b)", re.I)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_CHANGE = (
    r"(?:take|use|inject|give|have|try) (?:\w+ ){0,2}?(?:more|less|extra|another|two|twice|double|half)\b"
    r"|(?:increase|raise|decrease|reduce|lower|double|halve|split|skip|stop|quit|change|adjust)\b(?! (?:and|to) ask)"
)
_TOLD = re.compile(
    rf"\byou (?:can|could|may|might|should|must|need to|have to|are free to|will want to) (?:\w+ )?(?:{_CHANGE})"
    rf"|(?:^|[,;:] |\b(?:please|just|then|or|and|simply) )(?:{_CHANGE})",
    re.I,
)
_HANDED_ON = re.compile(r"\b(?:doctor|provider|don't|do not|never|not|until)\b", re.I)


def find(subject: Subject) -> Iterator[Problem]:
    """Beginnings, advice on doses and telephone numbers that may do harm; numbers that are missing."""
    for intent, answer in subject.answers():
        if agrees := _AGREES.match(answer.text):
            yield answer.problem(f"begins with `{agrees[0]}`, which could agree with anything; say what is so", RULE)
        yield from _dose_changes(answer)
        yield from _overdose(intent, answer)
        yield from _telephones(answer)
    for written in (*subject.texts.replies, *subject.texts.cards):
        yield from _telephones(written)


def _dose_changes(answer: Written) -> Iterator[Problem]:
    for sentence in _SENTENCES.split(answer.text.replace("’", "'")):
        if (told := _TOLD.search(sentence)) and not _HANDED_ON.search(sentence):
            words = told[0].strip(" ,;:")
            yield answer.problem(f"`{words}` reads as leave to change a dose; name the doctor or provider there", RULE)


def _overdose(intent: Intent, answer: Written) -> Iterator[Problem]:
    if not any("overdose" in section.lower() for section in intent.sections):
        return
    text = " ".join(_SENTENCES.split(answer.text)[:2]) if intent.soothing else answer.text
    where = "the first two sentences of a soothing answer" if intent.soothing else "an answer"
    for number in (POISON_CONTROL, EMERGENCY):
        if number not in text:
            yield answer.problem(f"expected {number} in {where} about overdose", RULE)


def _telephones(written: Written) -> Iterator[Problem]:
    for number in dict.fromkeys(telephones(written.text)):
        if number not in ALLOWED:
            yield written.problem(
                f"the telephone number {number} is not approved; approved: {', '.join(ALLOWED)}", RULE
            )
