"""Learning: the same questions give the same weights, to the byte, anywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kineret_bot import compiled
from kineret_bot.content.library import Library
from kineret_bot.learning import Course, Features, Featurizer, Scorer, Weights, digest, learn
from kineret_bot.locate import intents_folder
from kineret_bot.spelling import Speller
from kineret_bot.text import Reader
from processes import start

QUESTIONS = [
    ("storage", "where do I keep it"),
    ("storage", "does it go in the fridge"),
    ("storage", "how is it stored"),
    ("missed_dose", "what if I miss a dose"),
    ("missed_dose", "I forgot my shot"),
    ("missed_dose", "a dose was forgotten"),
    ("children", "can my 4 year old have it"),
    ("children", "is it for kids"),
]
KNOWN = frozenset(word.lower() for _, text in QUESTIONS for word in text.split())
READER = Reader({}, KNOWN)
FEATURIZER = Featurizer(
    {"cold": ["fridge", "keep it"], "child": ["kids"]}, frozenset(), Speller(KNOWN, KNOWN, frozenset())
)


def features(text: str) -> Features:
    return FEATURIZER(READER.read(text))


def examples() -> list[tuple[str, Features]]:
    return [(intent, features(text)) for intent, text in QUESTIONS]


LEARN = """
import hashlib, json
from test_matching_weights import examples, learn
print(hashlib.sha256(json.dumps(learn(examples()).to_json()).encode()).hexdigest())
"""


def test_learning_is_the_same_in_every_process() -> None:
    """
    Processes that hash strings differently learn the same weights, to the byte.
    """
    here = __file__.rpartition("/")[0]
    script = f"import sys; sys.path[:0] = [{here!r}, {here.rpartition('/')[0]!r}]{LEARN}"
    digests = {start("-c", script, PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "99")}

    assert len(digests) == 1
    assert digests != {b""}


def test_weights_tell_the_questions_apart() -> None:
    """
    What was learnt ranks each question's own intent first, and one of ours that is put in other words.
    """
    weights = learn(examples(), Course(epochs=30))
    scorer = Scorer(weights)

    for intent, text in [*QUESTIONS, ("storage", "fridge"), ("children", "my kids"), ("missed_dose", "forgot a dose")]:
        chances = scorer.probabilities(features(text))
        assert weights.classes[chances.index(max(chances))] == intent, text
        assert sum(chances) == pytest.approx(1)


def test_weights_go_through_json() -> None:
    """
    What is stored is read back, the same.
    """
    weights = learn(examples())

    assert Weights.from_json(json.loads(json.dumps(weights.to_json()))) == weights


def junk() -> dict[str, Any]:
    good = learn(examples()).to_json()
    return {
        "nothing": {},
        "a list": [],
        "no evidence": {name: value for name, value in good.items() if name != "evidence"},
        "evidence that is no base 64": good | {"evidence": "!"},
        "evidence of other weights": good | {"evidence": "eJwDAAAAAAE="},
        "a feature too many": good | {"features": [*good["features"], "w:more"]},
        "a class too few": good | {"classes": good["classes"][1:]},
        "information too short": good | {"information": []},
        "numbers for lists": good | {"classes": 1},
    }


@pytest.mark.parametrize("name", junk())
def test_stored_junk_is_refused(name: str) -> None:
    """
    A damaged file of weights is refused in one of three ways that the reader of it expects.
    """
    with pytest.raises((KeyError, TypeError, ValueError)):
        Weights.from_json(junk()[name])


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "{}", '{"matching": 1}', '{"matching": {}}', '{"matching": {"evidence": "eJw="}}', "\0"],
)
def test_damaged_file_of_weights_is_learnt_anew(tmp_path: Any, content: str) -> None:
    """
    Damaged weights beside the content count as none.
    """
    (tmp_path / "weights.json").write_text(content)

    assert compiled.stored_weights(tmp_path) == {}


def test_digest_changes_with_the_questions() -> None:
    """
    A question more, fewer, changed, or of another intent gives another digest; the same ones give the same.
    """
    all_of_them = examples()
    changed = [
        all_of_them,
        all_of_them[1:],
        [*all_of_them, all_of_them[0]],
        [("children", all_of_them[0][1]), *all_of_them[1:]],
        [("storage", features("where do I store it")), *all_of_them[1:]],
    ]

    assert len({digest(each) for each in changed}) == len(changed)
    assert digest(all_of_them) == digest(examples())


def test_stored_weights_are_current(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The weights in the repository were learnt from just the questions that stand there; else run `kineret-bot train`.
    """
    stored = compiled.stored_weights(intents_folder())

    class Stale(Exception):
        """Raised in place of learning for a minute."""

    def learn_now(*_: object) -> None:
        raise Stale

    monkeypatch.setattr(compiled, "learn", learn_now)
    try:
        found = compiled.compile_library(library, stored, learn_now, thorough=True)
    except Stale:
        pytest.fail("the stored weights are older than the content: run `kineret-bot train`")

    assert found.index.weights is stored[compiled.MATCHING]
