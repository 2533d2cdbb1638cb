"""One chat in a terminal, without the terminal: a line in, lines to show out."""

from __future__ import annotations

from dataclasses import dataclass

from kineret_bot.bot import Bot
from kineret_bot.conversation import Conversation
from kineret_bot.model import Form, Kind, Reply

COMMANDS = {
    "/help": "what you can do here",
    "/topics": "everything I can answer; `/topics 3` lists the questions of topic 3",
    "/why": "why I gave the last reply",
    "/sources": "where the last answer stands in the document",
    "/clear": "forget this chat and start again",
    "/quit": "leave",
}
_COMMANDS = frozenset({*COMMANDS, "/exit", "/bye"})
"""What counts as a command when it stands alone; with more words it is a message, which may be an alarm."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to show. `style` is `bot`, `alarm` or `note`; what it says never depends on its style."""

    text: str
    style: str = "bot"


class Session:
    """Keeps the state of one chat; knows no terminal."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._conversation = Conversation()
        self._before = Conversation()
        self._last_text = ""
        self._last: Reply | None = None
        self.over = False

    def opening(self) -> list[Shown]:
        """What is shown before the first question."""
        return [
            Shown(self._bot.library.texts["opening"][0]),
            Shown("Type a question, or /help. To leave: /quit.", "note"),
        ]

    def hear(self, line: str) -> list[Shown]:
        """What to show for one line; nothing for an empty one."""
        line = line.strip()
        if not line:
            return []
        name, *more = line.lower().split()
        if (name in _COMMANDS and not more) or (name == "/topics" and len(more) == 1):
            return self._command(name, *more)
        reply = self._bot.reply(line, self._conversation)
        if name[0] == "/" and not more and reply.alert is None:
            return self._help("There is no such command. ")
        self._before, self._last_text, self._last = self._conversation, line, reply
        self._conversation = reply.conversation
        return self._draw(reply)

    def completions(self) -> dict[str, str]:
        """What can be completed, with a word on each: the commands and the questions of all topics."""
        answers = (intent for intent in self._bot.library.intents if intent.kind is Kind.ANSWER)
        return {**COMMANDS, **{intent.title: intent.topic.replace("_", " ") for intent in answers}}

    def _draw(self, reply: Reply) -> list[Shown]:
        card = reply.alert is not None and reply.alert.form is Form.CARD
        shown = [Shown(part, "alarm" if card and n == 0 else "bot") for n, part in enumerate(reply.text.split("\n\n"))]
        if reply.suggestions and reply.kind in (Kind.ANSWER, Kind.CHAT, Kind.ESCALATE):
            related = "\n".join(f"- {suggestion.label}" for suggestion in reply.suggestions)
            shown.append(Shown(f"You can also ask:\n{related}", "note"))
        return shown

    def _command(self, name: str, argument: str = "") -> list[Shown]:
        if name in ("/quit", "/exit", "/bye"):
            self.over = True
            return [Shown("Take care. In an emergency, call 911.", "note")]
        if name == "/clear":
            self._conversation, self._last, self._last_text = Conversation(), None, ""
            return [Shown("Forgotten. What would you like to know about Kineret?", "note")]
        if name == "/topics":
            return [self._topics(argument)]
        if name == "/sources":
            return [self._sources()]
        if name == "/why":
            return [self._why()]
        return self._help()

    def _help(self, lead: str = "") -> list[Shown]:
        commands = [f"{command:<9} {about}" for command, about in COMMANDS.items()]
        return [Shown("\n".join([f"{lead}Ask in your own words, or use:", *commands]), "note")]

    def _topics(self, argument: str) -> Shown:
        topics = [topic for topic in self._bot.library.topics if topic.kind is Kind.ANSWER]
        if argument.isdecimal() and 1 <= int(argument) <= len(topics):
            topic = topics[int(argument) - 1]
            titles = [f"- {intent.title}" for intent in self._bot.library.intents if intent.topic == topic.id]
            return Shown("\n".join([f"{topic.title}:", *titles]), "note")
        names = [f"{n:>2}. {topic.title}" for n, topic in enumerate(topics, 1)]
        return Shown(
            "\n".join(["I can answer questions on:", *names, "`/topics 1` lists the questions of the first."]), "note"
        )

    def _sources(self) -> Shown:
        source = self._bot.library.source
        document = f"All answers restate “{source.title}” ({source.publisher}), last reviewed {source.reviewed}."
        answers = [answer for answer in (self._last.answers if self._last else ()) if answer.sections]
        lines = [f"{answer.title} Sections: {'; '.join(answer.sections)}." for answer in answers]
        return Shown("\n".join([*lines, document]), "note")

    def _why(self) -> Shown:
        from kineret_bot.explain import explain

        if not self._last_text:
            return Shown("Nothing to explain yet: ask something first.", "note")
        return Shown(explain(self._bot, self._last_text, self._before), "note")
