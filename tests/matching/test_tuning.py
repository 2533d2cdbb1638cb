"""The sweep that sets the thresholds: what outcomes cost, and that the same content gives the same values."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kineret_bot.content.library import Library, Line, Place
from kineret_bot.errors import ContentError
from kineret_bot.learning import Features
from kineret_bot.locate import intents_folder
from kineret_bot.matching import Decision, Ranked, Thresholds
from kineret_bot.matching.tuning import (
    GRID,
    NEVER,
    Case,
    Costs,
    Group,
    Outcome,
    decide_case,
    expected,
    outcome,
    sweep,
    tally,
    weigh,
)
from kineret_bot.model import Intent, Kind
from kineret_bot.tune import deal, join, rank_part, read_costs, write

LIMITS = Thresholds(answer=0.5, margin=0.1, clarify=0.6, option=0.1, known=0.3, second=0.5)
COSTS = Costs({"wrong": 10.0, "declined": 4.0, "offered": 2.0}, {group.value: 0.5 for group in Group}, 9)


def make_intent(name: str, kind: Kind = Kind.ANSWER, *options: str) -> Intent:
    return Intent(id=name, topic="t", kind=kind, title=name, answer="x", questions=(name,), options=options)


INTENTS = {
    intent.id: intent
    for intent in (
        make_intent("storage"),
        make_intent("dose"),
        make_intent("onset"),
        make_intent("cost", Kind.DECLINE),
        make_intent("hello", Kind.CHAT),
        make_intent("vague_how", Kind.CLARIFY, "dose", "onset"),
    )
}


def make_case(group: Group, asked: str, *ranking: tuple[str, float]) -> Case:
    return Case(group, (asked,), Ranked(ranking, 1.0, Features({}, 0.0), 5), (), NEVER)


def answer(*intents: str) -> Decision:
    return Decision(Kind.ANSWER, intents, "")


def ask_back(*intents: str) -> Decision:
    return Decision(Kind.CLARIFY, intents, "")


DECLINE = Decision(Kind.DECLINE, (), "")
CHAT = Decision(Kind.CHAT, ("hello",), "")


@pytest.mark.parametrize(
    ("group", "asked", "decision", "wanted"),
    [
        (Group.ANSWERABLE, ("dose",), answer("dose"), Outcome.FINE),
        (Group.ANSWERABLE, ("dose",), answer("storage"), Outcome.WRONG),
        (Group.ANSWERABLE, ("dose",), answer("dose", "storage"), Outcome.EXTRA),
        (Group.ANSWERABLE, ("dose",), ask_back("storage", "dose"), Outcome.OFFERED),
        (Group.ANSWERABLE, ("dose",), ask_back("storage", "onset"), Outcome.OFFERED_WRONG),
        (Group.ANSWERABLE, ("dose",), DECLINE, Outcome.DECLINED),
        (Group.ANSWERABLE, ("dose",), CHAT, Outcome.CHATTED),
        (Group.TWO, ("dose", "onset"), answer("dose", "onset"), Outcome.FINE),
        (Group.TWO, ("dose", "onset"), answer("onset"), Outcome.HALF),
        (Group.VAGUE, ("vague_how",), ask_back("dose", "onset"), Outcome.FINE),
        (Group.VAGUE, ("vague_how",), answer("dose"), Outcome.GUESSED),
        (Group.VAGUE, ("vague_how",), answer("storage"), Outcome.WRONG),
        (Group.CHAT, ("hello",), CHAT, Outcome.FINE),
        (Group.CHAT, ("hello",), DECLINE, Outcome.MISSED_CHAT),
        (Group.KNOWN_KIND, ("cost",), DECLINE, Outcome.FINE),
        (Group.KNOWN_KIND, ("cost",), Decision(Kind.DECLINE, ("cost",), ""), Outcome.FINE),
        (Group.KNOWN_KIND, ("cost",), Decision(Kind.DECLINE, ("travel",), ""), Outcome.MISNAMED),
        (Group.NEW_KIND, ("cost",), answer("dose"), Outcome.ANSWERED),
        (Group.NEW_KIND, ("cost",), ask_back("dose", "onset"), Outcome.OFFERED_WRONG),
    ],
)
def test_outcome(group: Group, asked: tuple[str, ...], decision: Decision, wanted: Outcome):
    """Each decision on each group of messages has its name."""
    assert outcome(group, asked, decision, INTENTS) is wanted


def test_groups_count_by_their_share():
    """A group with many questions weighs no more than its share of messages."""
    came = [(Group.ANSWERABLE, Outcome.FINE)] * 90 + [(Group.NEW_KIND, Outcome.WRONG)] * 10

    cost = expected(tally(came), COSTS)

    assert cost == pytest.approx(5.0)


def test_two_questions_need_their_threshold():
    """Both answers are given when the halves are as sure as `second` asks."""
    case = replace(make_case(Group.TWO, "dose", ("dose", 0.9)), both=("dose", "onset"), sure=0.5)

    assert decide_case(case, INTENTS, LIMITS).intents == ("dose", "onset")
    assert decide_case(case, INTENTS, replace(LIMITS, second=0.55)).intents == ("dose",)


def test_sweep_declines_what_is_likely_wrong():
    """The cheapest thresholds let the right answers through and keep the wrong ones back."""
    cases = [make_case(Group.ANSWERABLE, "dose", ("dose", 0.6), ("onset", 0.1))] * 3
    cases += [make_case(Group.ANSWERABLE, "dose", ("storage", 0.3))] * 3

    found = sweep(cases, INTENTS, LIMITS, COSTS)

    assert found.best.outcomes == {Group.ANSWERABLE: {Outcome.DECLINED: 0.5, Outcome.FINE: 0.5}}
    assert found.best.cost == weigh(cases, INTENTS, found.best.limits, COSTS).cost
    assert set(found.rows) == set(GRID)


def test_sweep_keeps_off_the_edge_of_a_flat_stretch():
    """Where nothing changes, the middle of the values wins."""
    found = sweep([make_case(Group.ANSWERABLE, "dose", ("dose", 0.99))], INTENTS, LIMITS, COSTS)

    assert found.best.limits.known == GRID["known"][len(GRID["known"]) // 2]


@pytest.fixture(scope="module")
def small(library: Library) -> Library:
    """A few intents with a few lines each: learnt in no time."""
    names = ("storage", "missed_dose", "cost", "travel", "hello")
    intents = tuple(
        replace(library.by_id[name], questions=library.by_id[name].questions[:16], not_with=(), unless=())
        for name in names
    )
    places = {
        intent.id: Place(
            file="",
            keys={},
            lines=tuple(
                Line(number=n, field="", questions=intent.questions[n : n + 2])
                for n in range(1, len(intent.questions), 2)
            ),
        )
        for intent in intents
    }
    return replace(library, intents=intents, places=places)


def test_lines_stay_together(small: Library):
    """Phrasings of one line never stand on both sides."""
    folds: dict[tuple[str, int], set[int]] = {}
    for question in deal(small).questions:
        folds.setdefault((question.intent, question.line), set()).add(question.fold)

    assert len(folds) == 5 * 9
    assert all(len(found) == 1 for found in folds.values())


def test_every_question_is_dealt_once(small: Library):
    """No question is lost, and none is in two folds."""
    dealt = sorted((question.intent, question.text) for question in deal(small).questions)

    assert dealt == sorted((intent.id, text) for intent in small.intents for text in intent.questions)


def test_same_content_same_evidence(small: Library):
    """Two runs rank the same questions with the same probabilities, to the last bit."""
    first, second = (rank_part(deal(small), False, 0, 9) for _ in range(2))

    assert first == second
    assert {case.group for case in first} >= {Group.ANSWERABLE, Group.KNOWN_KIND}


def test_a_kind_left_out_is_not_learnt(small: Library):
    """Questions of a kind that stands aside cannot be ranked as that kind."""
    bank = deal(small)
    number = bank.parts["cost"]

    cases = rank_part(bank, True, number, 9)

    assert cases
    assert all(case.group is Group.NEW_KIND for case in cases)
    assert all(intent != "cost" for case in cases for intent, _ in case.ranked.intents)


def test_only_first_lines_are_tested(small: Library):
    """Later lines of an intent teach and are not put to the test."""
    bank = deal(small)
    texts = {question.text for question in bank.questions if question.line <= 2}

    cases = [case for fold in range(5) for case in rank_part(bank, False, fold, 2) if case.group is not Group.TWO]

    assert len(cases) == len(texts)


def test_joined_questions_ask_two_things(small: Library):
    """Evidence for two questions in one message joins questions of different intents."""
    bank = deal(small)

    joined = list(join(bank.questions, small, 0))

    assert joined
    assert all(one != other for (one, other), _ in joined)


def test_shipped_costs():
    """Nothing costs more than a wrong answer, and the shares of messages make a whole."""
    found = read_costs(intents_folder())

    assert max(found.costs, key=found.costs.__getitem__) == "wrong"
    assert sum(found.shares.values()) == pytest.approx(1.0)
    assert found.costs["wrong"] > found.costs["answered"] > found.costs["offered_wrong"] > found.costs["offered"]


def test_shipped_thresholds_come_from_the_sweep():
    """Each stored threshold is one of the values that the sweep tries."""
    from kineret_bot.content.loader import load_library

    limits = load_library(intents_folder()).thresholds

    assert {name: value for name, value in limits.items() if value not in GRID[name]} == {}


def test_mistakes_in_costs_have_a_place(tmp_path: Path):
    """A missing and a misspelt cost are both told, with their line."""
    folder = tmp_path / "intents" / "en"
    folder.mkdir(parents=True)
    text = (intents_folder() / "costs.yaml").read_text(encoding="utf-8")
    (folder / "costs.yaml").write_text(text.replace("  wrong:", "  wrnog:"), encoding="utf-8")
    line = text.splitlines().index("  wrong: 10") + 1

    with pytest.raises(ContentError) as caught:
        read_costs(folder)

    told = [problem for problem in caught.value.problems if "wrnog" in problem.field]
    assert [str(problem) for problem in told] == [
        f"intents/en/costs.yaml:{line}: costs.wrnog: unknown key; did you mean `wrong`?"
    ]
    assert any(problem.field == "costs.wrong" and problem.message == "missing" for problem in caught.value.problems)


def test_writing_keeps_comments(tmp_path: Path):
    """Only the numbers of thresholds.yaml change."""
    path = tmp_path / "thresholds.yaml"
    names = list(asdict(LIMITS))
    path.write_text("# why\n" + "".join(f"{name}: 0.01  # {name}\n" for name in names), encoding="utf-8")

    write(path, LIMITS)

    assert path.read_text(encoding="utf-8").splitlines() == [
        "# why",
        *(f"{name}: {value:.2f}  # {name}" for name, value in asdict(LIMITS).items()),
    ]
