"""Which answer a message gets: titles and offers their own, other medicines none of ours, two questions both."""

from __future__ import annotations

import pytest

from kineret_bot import Bot, Kind
from kineret_bot.content.library import Library
from kineret_bot.conversation import Conversation
from kineret_bot.learning import Features
from kineret_bot.locate import intents_folder
from kineret_bot.matching import Ranked, decide

IDS = sorted(path.stem for path in intents_folder().glob("*/*.yaml") if path.parent.name not in ("lexicon", "triage"))


@pytest.mark.parametrize("identifier", IDS)
def test_title_gets_its_own_answer(bot: Bot, identifier: str) -> None:
    """
    The title of an intent, asked as a question, gets that intent; one that is too vague, its choices.
    """
    intent = bot.library.by_id[identifier]
    reply = bot.reply(intent.title)

    assert reply.kind in (intent.kind, Kind.ESCALATE)
    if intent.kind is Kind.CLARIFY:
        assert tuple(offered.intent for offered in reply.suggestions) == intent.options
    else:
        assert [answer.intent for answer in reply.answers] == [identifier]
        assert intent.answer in reply.text or intent.kind is Kind.DECLINE


def offers(bot: Bot) -> dict[str, str]:
    """Every question that any reply offers, with its intent: in answers, declines and questions back."""
    found = {}
    for intent in bot.library.intents:
        for offered in bot.reply(intent.title).suggestions:
            found[offered.label] = offered.intent
    return found


def test_every_offer_is_answered_when_asked(bot: Bot) -> None:
    """
    Whatever question is offered, sent as the next message it gets the answer that was offered.
    """
    offered = offers(bot)
    got = {label: [answer.intent for answer in bot.reply(label).answers] for label in offered}

    assert len(offered) > 40
    assert got == {label: [intent] for label, intent in offered.items()}


def test_offer_is_answered_inside_the_conversation_too(bot: Bot) -> None:
    """
    So it is in the conversation in which it was offered, whatever had been said before.
    """
    wrong = []
    for intent in bot.library.intents:
        reply = bot.reply(intent.title)
        for offered in reply.suggestions:
            then = bot.reply(offered.label, reply.conversation)
            if [answer.intent for answer in then.answers] != [offered.intent]:
                wrong.append((intent.id, offered.intent, [answer.intent for answer in then.answers]))

    assert wrong == []


MEDICINES = (
    "metformin",
    "tylenol",
    "warfarin",
    "ozempic",
    "ibuprofen",
    "amoxicillin",
    "methotrexate",
    "prednisone",
    "lisinopril",
    "eliquis",
)
ASKED = (
    "where do I keep {}?",
    "what is the usual dose of {}?",
    "how much {} should I take?",
    "what are the side effects of {}?",
    "is {} safe in pregnancy?",
    "how do I store my {}?",
    "what if I miss a dose of {}?",
    "how often do I take {}?",
    "how does {} work?",
    "can kids take {}?",
)


@pytest.mark.parametrize("medicine", MEDICINES)
def test_other_medicine_never_gets_our_answer(bot: Bot, medicine: str) -> None:
    """
    A question about another medicine is declined, or asked back; it is never answered with a fact about Kineret.
    """
    wrong = {}
    for asked in ASKED:
        reply = bot.reply(asked.format(medicine))
        if reply.kind is Kind.ANSWER:
            wrong[asked] = [answer.intent for answer in reply.answers]

    assert wrong == {}


PAIRS = {
    "where do I keep it and how often do I take it?": ("storage", "how_often"),
    "What if I miss a dose? And can children use Kineret?": ("missed_dose", "children"),
    "how long does it take to work, and do I need blood tests?": ("onset", "monitoring"),
    "can I use it while pregnant and where do I store it": ("pregnancy", "storage"),
    "should I shake the syringe? also can I reuse the needles?": ("shaking", "needles"),
}


@pytest.mark.parametrize(("asked", "intents"), PAIRS.items())
def test_two_questions_get_both_answers(bot: Bot, asked: str, intents: tuple[str, str]) -> None:
    """
    A message that asks two things gets two answers, in its order.
    """
    reply = bot.reply(asked)

    assert tuple(answer.intent for answer in reply.answers) == intents
    assert [reply.text.index(answer.text) for answer in reply.answers] == sorted(
        reply.text.index(answer.text) for answer in reply.answers
    )


def test_answer_knows_where_it_rests(bot: Bot, library: Library) -> None:
    """
    Each answer names sections of the document, the curated question that came closest, and how sure it is.
    """
    (answer,) = bot.reply("where shuld i kepe my kinaret").answers

    assert answer.sections
    assert set(answer.sections) <= set(bot.library.sections)
    assert answer.matched in library.by_id["storage"].questions
    assert 0.3 < answer.confidence <= 1


def test_curated_question_is_answered_as_such(bot: Bot, library: Library) -> None:
    """
    A curated question, whatever its capitals and marks, gets its own intent with full confidence, or an alarm.
    """
    wrong = []
    for intent in library.intents:
        if intent.kind is Kind.ANSWER:
            text = intent.questions[len(intent.questions) // 2].upper() + " ?!"
            reply = bot.reply(text, Conversation())
            answers = reply.answers
            if reply.kind is not Kind.ESCALATE and [(answer.intent, answer.confidence) for answer in answers] != [
                (intent.id, 1.0)
            ]:
                wrong.append((intent.id, text))

    assert wrong == []


@pytest.mark.parametrize(
    ("answer", "vague", "kind"), [(0.46, 0.43, Kind.CLARIFY), (0.30, 0.25, Kind.DECLINE), (0.90, 0.05, Kind.ANSWER)]
)
def test_nearly_too_vague(bot: Bot, answer: float, vague: float, kind: Kind) -> None:
    """
    A message that is either too vague or asks one of the things it may mean is asked back, not declined.
    """
    ranked = Ranked(
        (("common_side_effects", answer), ("vague_side_effects", vague)),
        known=1.0,
        features=Features({}, unknown=0.0),
        size=5,
    )

    decision = decide(ranked, bot.library.by_id, bot.thresholds)

    assert decision.kind is kind
    if kind is Kind.CLARIFY:
        assert decision.intents == bot.library.by_id["vague_side_effects"].options
