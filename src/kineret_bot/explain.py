"""Why a reply is what it is, in plain words, for whoever writes the content."""

from __future__ import annotations

from kineret_bot.bot import Bot, Thought
from kineret_bot.conversation import Conversation
from kineret_bot.matching import Ranked
from kineret_bot.model import Kind
from kineret_bot.triage import Evidence, Finding

_SHOWN = 5
"""Candidates, and pieces of evidence, that are listed."""
_KINDS = {
    "w:": "the word",
    "#": "the concept",
    "n:": "the number",
    "n": "a number",
    "p:": "the pair",
    "c:": "the answer before,",
    "k:": "the beginning",
}


def explain(bot: Bot, text: str, conversation: Conversation | None = None) -> str:
    """What triage saw, which intents came close and on what evidence, what decided, and how to change it."""
    thought = bot.think(text, conversation or Conversation())
    lines = ["Why this reply", *_triage(thought.finding)]
    if thought.note:
        lines.append(f"Conversation: {thought.note}.")
    if thought.ranked is None:
        return "\n".join([*lines, f"Matching: {'not asked' if thought.note else 'no words to go on'}."])
    lines += _candidates(bot, thought.ranked)
    lines += _evidence(bot, thought.ranked)
    lines.append(f"Decision: {thought.decision.kind.value}: {thought.decision.reason}.")
    lines.append(_thresholds(bot))
    lines.append(_way_out(bot, thought))
    return "\n".join(lines)


def _triage(finding: Finding | None) -> list[str]:
    if finding is None:
        return ["Triage: no sign of danger."]
    numbers = ", ".join(finding.numbers)
    return [
        f"Triage: {finding.level.value}, shown as a {finding.form.value} ({numbers}).",
        *map(_sign, finding.evidence),
    ]


def _sign(evidence: Evidence) -> str:
    lowered = f"; lowered to a line by the cue `{evidence.lowered_by}`" if evidence.lowered_by else ""
    return f"  {evidence.concept} {evidence.name}: rule `{evidence.wording}`, {evidence.why}{lowered}"


def _candidates(bot: Bot, ranked: Ranked) -> list[str]:
    lines = [f"Matching: {ranked.known:.0%} of what the words tell is known to the content. Candidates:"]
    for intent, chance in ranked.intents[:_SHOWN]:
        question, likeness = bot.matcher.nearest(intent, ranked.features)
        lines.append(f"  {chance:4.0%}  {intent}: closest question “{question}” ({likeness:.2f} alike)")
    return lines


def _evidence(bot: Bot, ranked: Ranked) -> list[str]:
    if ranked.exact or len(ranked.intents) < 2:
        return []
    (first, _), (second, _) = ranked.intents[:2]
    pieces = bot.matcher.evidence(ranked.features, first, second)[:_SHOWN]
    lines = [f"What speaks for {first} (+) and for {second} (-):"]
    return lines + [f"  {value:+7.1f}  {_named(feature)}" for feature, value in pieces if value]


def _named(feature: str) -> str:
    for prefix, name in _KINDS.items():
        if feature.startswith(prefix):
            rest = feature[len(prefix) :].replace("^", "(start)").replace("$", "(end)")
            return f"{name} {rest}".strip()
    return feature


def _thresholds(bot: Bot) -> str:
    limits = bot.thresholds
    return (
        f"Thresholds: an answer needs {limits.answer:.0%} and a lead of {limits.margin:.0%}; "
        f"asking back needs {limits.clarify:.0%} for all answers together; "
        f"{limits.known:.0%} of the words' information has to be known."
    )


def _way_out(bot: Bot, thought: Thought) -> str:
    """What a curator would do about a reply that is wrong."""
    if thought.decision.kind is Kind.ANSWER:
        intent = bot.library.by_id[thought.decision.intents[0]]
        place = f"{intent.topic}/{intent.id}.yaml"
        return (
            f"To change it: this answer stands in {place}. If another is right, add questions like this one to that "
            "one's file, then run `kineret-bot train`."
        )
    return (
        "To change it: add questions like this one to the file of the intent that should answer or decline it, "
        "then run `kineret-bot train`."
    )
