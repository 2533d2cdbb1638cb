"""A bot without content, for tests of the channel: it counts, and repeats the names it was told in this chat."""

from __future__ import annotations

import re

from kineret_bot.conversation import Conversation
from kineret_bot.model import Alert, Answer, Form, Kind, Level, Reply, Suggestion

CARD = "Call 911 now. I can't call for you."
EMERGENCY = Alert(level=Level.EMERGENCY, form=Form.CARD, numbers=("911",))


class StubBot:
    """Shares its interface with the real one."""

    def reply(self, text: str, conversation: Conversation = Conversation()) -> Reply:  # noqa: B008
        """An alarm for `breathe`; else how many names the chat has heard, and which."""
        names = (*conversation.facets, *re.findall(r"name:\w+", text))[-8:]
        after = Conversation(facets=names, said=conversation.said + 1)
        if "breathe" in text:
            return Reply(kind=Kind.ESCALATE, text=CARD, alert=EMERGENCY, conversation=after)
        said = f"Turn {after.said}: {' '.join(names) or 'nobody'}."
        answer = Answer(intent="names", title="Who?", text=said, sections=("Names",), matched="who", confidence=0.9)
        offered = (Suggestion(intent="storage", label="Where do I keep it?"),)
        return Reply(kind=Kind.ANSWER, text=said, answers=(answer,), suggestions=offered, conversation=after)


class BrokenBot:
    """Raises what the real one never raises, with the message in it."""

    def reply(self, text: str, conversation: Conversation | None = None) -> Reply:
        raise RuntimeError(text)
