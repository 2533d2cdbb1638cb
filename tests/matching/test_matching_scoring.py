"""Scoring: sums of large integers are the sums of the numbers in them."""

from __future__ import annotations

import math
import pickle
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kineret_bot.learning import Features, Scorer, Weights
from kineret_bot.learning.lanes import Lanes

COUNT = 7
ROW = st.lists(st.integers(-127, 127), min_size=COUNT, max_size=COUNT)
WEIGHTS = Weights(
    classes=("storage", "missed_dose", "children"),
    bias=(0.5, -0.25, 0.0),
    places={"w:fridge": 0, "w:dose": 1, "p:my dose": 2},
    information=array("d", (2.5, 1.25, 4.0)),
    evidence=bytes(number & 0xFF for row in ((90, -20, 0), (-5, 70, 1), (0, 127, -127)) for number in row),
    ignorance=3.0,
    learnt_from="",
)


@given(rows=st.lists(st.tuples(ROW, st.integers(0, 150)), max_size=40))
def test_lanes_keep_to_themselves(rows: list[tuple[list[int], int]]) -> None:
    """
    Rows of positive and negative numbers, multiplied and added as integers, give every sum exactly.
    """
    lanes = Lanes(COUNT)
    total = sum(times * lanes.pack(bytes(number & 0xFF for number in row)) for row, times in rows)

    assert list(lanes.unpack(total)) == [sum(times * row[n] for row, times in rows) for n in range(COUNT)]


def test_longest_message_fits() -> None:
    """
    A message of the most words that are read, all of them as telling as can be, overflows no lane.
    """
    most = Lanes(COUNT).pack(bytes([127] * COUNT)) * (300 * 3 * 150)

    assert list(Lanes(COUNT).unpack(most)) == [127 * 300 * 3 * 150] * COUNT
    assert list(Lanes(COUNT).unpack(-most)) == [-127 * 300 * 3 * 150] * COUNT


def test_score_is_the_evidence_over_the_length() -> None:
    """
    Each class gets its evidence, weighed, over the length of the message's vector, and its bias.
    """
    features = Features({"w:fridge": 1.0, "p:my dose": 0.7, "w:never seen": 1.0}, unknown=1.0)
    length = math.sqrt(3.0**2 + 2.5**2 + (0.7 * 4.0) ** 2)

    scores, known = Scorer(WEIGHTS).scores(features)

    assert scores == pytest.approx([90 / length + 0.5, (-20 + 0.7 * 127) / length - 0.25, 0.7 * -127 / length])
    assert known == pytest.approx(2.5 / (2.5 + 3.0)), "a pair is no word of its own"


def test_nothing_known() -> None:
    """
    A message of which nothing is known is scored by the biases alone, and none of it is known.
    """
    assert Scorer(WEIGHTS).scores(Features({"w:never seen": 1.0}, unknown=1.0)) == (list(WEIGHTS.bias), 0.0)
    assert Scorer(WEIGHTS).scores(Features({}, unknown=0.0)) == (list(WEIGHTS.bias), 0.0)


def test_what_is_remembered_is_not_stored() -> None:
    """
    A scorer that has worked is stored like one that has not, and works on.
    """
    scorer = Scorer(WEIGHTS)
    fresh = pickle.dumps(scorer)
    features = Features({"w:dose": 1.0}, unknown=0.0)
    scores = scorer.scores(features)

    assert pickle.dumps(scorer) == fresh
    assert pickle.loads(fresh).scores(features) == scores
