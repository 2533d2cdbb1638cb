"""A bot with a few fixed replies, one of each form: what the widget draws must not depend on today's content."""

from __future__ import annotations

from kineret_bot.conversation import Conversation
from kineret_bot.model import Alert, Answer, Form, Kind, Level, Reply, Suggestion
from kineret_bot.triage.numbers import FAILSAFE

STORAGE = Answer(
    intent="storage",
    title="How should I store Kineret?",
    text="Keep Kineret in the refrigerator. Do not shake the syringes.",
    sections=("How to Take Kineret", "Warnings"),
    matched="Does it go in the fridge?",
    confidence=0.97,
)
EFFECTS = Answer(
    intent="common_side_effects",
    title="What are the common side effects?",
    text="The most common ones are:\n- redness where you inject\n- headache\n\nTo report one, call 1-800-FDA-1088.",
    sections=("FAQ",),
    matched="what are the common side effects",
    confidence=0.9,
)
OPTIONS = (
    Suggestion(intent="common_side_effects", label="What are the common side effects?"),
    Suggestion(intent="storage", label="How should I store Kineret?"),
)
BREATH = (
    "Call 911 now. I can't call for you. No one is watching this chat. Trouble breathing can be part of a bad allergic "
    "reaction (from: Warnings). Outside the US, call your local emergency number."
)
POISON = (
    "Call Poison Control now: 800-222-1222. You can call your doctor or nurse instead. Call 911 if the person falls "
    "down, has a seizure, has trouble breathing, or can't be woken. If you can't get through, call 911. Outside the "
    "US, call your local emergency number."
)
CRISIS = (
    "Call or text 988 now. Call 911 if anyone is in danger right now. If you took too much medicine, call 800-222-1222 "
    "too. Outside the US, call your local emergency number."
)
URGENT = (
    "Call your healthcare team right away. If it feels life-threatening, call 911. Outside the US, call your local "
    "emergency number."
)
LINE = "If this is happening now, call 911. For too much medicine: 800-222-1222."
SCRIPT = '<img src=x onerror="alert(1)"> [here](javascript:alert(1))'


def card(level: Level, text: str, *numbers: str) -> Reply:
    return Reply(kind=Kind.ESCALATE, text=text, alert=Alert(level=level, form=Form.CARD, numbers=numbers))


def answered(*answers: Answer) -> Reply:
    return Reply(kind=Kind.ANSWER, text="\n\n".join(a.text for a in answers), answers=answers, suggestions=OPTIONS[1:])


REPLIES = {
    "storage": answered(STORAGE),
    "side effects": answered(EFFECTS),
    OPTIONS[0].label: answered(EFFECTS),
    OPTIONS[1].label: answered(STORAGE),
    "both": answered(STORAGE, EFFECTS),
    "it": Reply(
        kind=Kind.CLARIFY,
        text="Which of these do you mean?\n" + "\n".join(f"{n}. {o.label}" for n, o in enumerate(OPTIONS, 1)),
        suggestions=OPTIONS,
    ),
    "breath": Reply(
        kind=Kind.ESCALATE,
        text=f"{BREATH}\n\n{STORAGE.text}",
        alert=Alert(level=Level.EMERGENCY, form=Form.CARD, numbers=("911",)),
        answers=(STORAGE,),
    ),
    "twice": card(Level.POISON, POISON, "800-222-1222", "911"),
    "crisis": card(Level.CRISIS, CRISIS, "988", "911", "800-222-1222"),
    "fever": card(Level.URGENT, URGENT, "911"),
    "line": Reply(
        kind=Kind.ANSWER,
        text=f"{STORAGE.text}\n\n{LINE}",
        alert=Alert(level=Level.EMERGENCY, form=Form.LINE, numbers=("911", "800-222-1222")),
        answers=(STORAGE,),
    ),
    "markup": Reply(kind=Kind.CHAT, text=SCRIPT),
    "turn": Reply(kind=Kind.CHAT, text=""),
    "hello": Reply(kind=Kind.CHAT, text="Hello. Ask me about Kineret."),
}
UNKNOWN = Reply(
    kind=Kind.DECLINE,
    text="I don't have an answer to that. Your healthcare provider or pharmacist can help. I can answer these:\n"
    + "\n".join(f"- {option.label}" for option in OPTIONS),
    suggestions=OPTIONS,
)


class ScriptedBot:
    """Counts its turns in the conversation, so that a test sees the state travel."""

    def reply(self, text: str, conversation: Conversation = Conversation()) -> Reply:  # noqa: B008 (frozen)
        found = REPLIES.get(text, UNKNOWN)
        state = Conversation(said=conversation.said + 1)
        return Reply(
            kind=found.kind,
            text=f"Turn {state.said}." if text == "turn" else found.text,
            alert=found.alert,
            answers=found.answers,
            suggestions=found.suggestions,
            conversation=state,
        )


__all__ = ["BREATH", "EFFECTS", "FAILSAFE", "LINE", "OPTIONS", "REPLIES", "SCRIPT", "STORAGE", "ScriptedBot"]
