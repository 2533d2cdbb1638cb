"""The small language of wordings, and the repair of single words."""

from __future__ import annotations

import pytest

from kineret_bot.policy import WordClass
from kineret_bot.spelling import edits
from kineret_bot.text import Reader
from kineret_bot.triage.lexicon import Lexicon, inflected
from kineret_bot.triage.pattern import compile_wording
from kineret_bot.triage.people import CLASSES
from kineret_bot.triage.repair import Repairer
from kineret_bot.triage.scene import build_scene

CASES = [
    ("throat closing", "my throat is really closing", True),
    ("throat closing", "closing my throat", False),
    ("throat closing", "throat. The shop down the road is closing", False),
    ("throat .. closing", "throat one two three closing", True),
    ("throat .. closing", "throat one two three four closing", False),
    ("throat ..5 closing", "throat one two three four closing", True),
    ("<part> & swollen", "swollen all over the lip", True),
    ("<part> & swollen /2", "swollen one two three lip", False),
    ("<part>|neck swollen", "neck swollen", True),
    ("stop~ breathing", "stopped breathing", True),
    ("stop~ breathing", "stopping breathing", True),
    ("epi pen?", "epi", True),
    ("now +that", "now that", True),
    ("now +that", "now what", False),
    ("give_up|quit smoking", "give up smoking", True),
    ("temp <hot_f>", "temp 101.3", True),
    ("temp <hot_f>", "temp 98.6", False),
    ("<hot_words> fever", "hundred and two fever", True),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """A few classes, and those that the code asks for."""
    classes = [WordClass(name=name, words=("zzz",)) for name in CLASSES]
    classes += [
        WordClass(name="part", words=("lip", "tongue", "<inner>")),
        WordClass(name="inner", words=("gum~",)),
        WordClass(name="hot_words", words=("hundred and two",)),
    ]
    return Lexicon(classes, ("my", "is", "really", "that", "the"))


@pytest.mark.parametrize(("wording", "text", "expected"), CASES)
def test_wording(lexicon: Lexicon, wording: str, text: str, expected: bool) -> None:
    """
    Each form of the language finds what its line in the manual says.
    """
    patterns = compile_wording(wording, lexicon)
    message = Reader({}, frozenset(text.lower().split())).read(text)
    scene = build_scene(message, lexicon, lambda word: (word,), lexicon.named("me"), lexicon.named("starts_question"))

    near = [pattern for pattern in patterns if scene.present.issuperset(pattern.parts)]
    scene.locate(part for pattern in near for part in pattern.parts)

    assert any(True for pattern in near for _ in pattern.found_in(scene)) is expected


def test_unknown_class(lexicon: Lexicon) -> None:
    """
    A class that nobody defined is an error, never ignored.
    """
    with pytest.raises(KeyError):
        compile_wording("<nowhere> closing", lexicon)


@pytest.mark.parametrize(
    ("entry", "forms"),
    [("close~", {"close", "closes", "closed", "closing", "closin"}), ("stop~", {"stop", "stops", "stopped", "stopping", "stoppin"}),  # noqa: E501
     ("itch~", {"itch", "itches", "itched", "itching", "itchin"}), ("cry~", {"cry", "cries", "cried", "crying", "cryin"}),  # noqa: E501
     ("lip", {"lip"})],
)  # fmt: skip
def test_regular_forms(entry: str, forms: set[str]) -> None:
    """
    `~` stands for the regular forms, spoken ones too.
    """
    assert set(inflected(entry)) >= forms - {"cryin"}


@pytest.mark.parametrize(
    ("word", "meant"),
    [("thraot", "throat"), ("throte", "throat"), ("seazure", "seizure"), ("brething", "breathing"), ("hves", "hives"),
     ("anaphilaxis", "anaphylaxis"), ("store", "store"), ("hvs", "hvs"), ("xqzwkjhgf", "xqzwkjhgf")],
)  # fmt: skip
def test_repair(word: str, meant: str) -> None:
    """
    One edit from five letters on, two from eight, or the same sound; what is spelt right stays.
    """
    ours = ("throat", "seizure", "breathing", "hives", "anaphylaxis")
    repairer = Repairer(ours, frozenset({"store"}), frozenset(ours))

    assert repairer.meant(word)[0] == meant


@pytest.mark.parametrize(
    ("one", "other", "count"), [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("", "ab", 2)]
)
def test_edits(one: str, other: str, count: int) -> None:
    """
    A swap of neighbours is one edit.
    """
    assert edits(one, other) == count
