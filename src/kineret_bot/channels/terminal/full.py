"""The chat on a capable terminal. The only module that imports prompt-toolkit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from kineret_bot.channels.terminal.plain import wrap
from kineret_bot.channels.terminal.session import Session, Shown

_TOOLBAR = " Emergency: 911 · Poison Control: 800-222-1222 · Crisis: 988 · /help "
_WIDEST = 88
_STYLE = Style.from_dict(
    {
        "bot": "",
        "note": "ansibrightblack",
        "alarm": "bold ansired",
        "you": "bold ansicyan",
        "bottom-toolbar": "noreverse ansiwhite bg:ansiblue",
    }
)


def talk(session: Session, history: str | None = None) -> int:
    """Talk until Ctrl-D or /quit; returns the exit code. What is typed stays in memory unless `history` is a file."""
    kept, trouble = _history(history)
    prompt: PromptSession[str] = PromptSession(
        history=kept,
        completer=Questions(session.completions()),
        complete_while_typing=True,
        auto_suggest=AutoSuggestFromHistory(),
        enable_history_search=True,
        bottom_toolbar=lambda: _TOOLBAR,
        key_bindings=_keys(),
        style=_STYLE,
        mouse_support=False,
    )
    _show(session.opening() + ([Shown(trouble, "note")] if trouble else []))
    while not session.over:
        try:
            line = prompt.prompt([("class:you", "You: ")], placeholder=[("class:note", "ask about Kineret")])
        except KeyboardInterrupt:
            continue
        except EOFError:
            _show(session.hear("/quit"))
            break
        _show(session.hear(line))
    return 0


class Questions(Completer):
    """Completes slash commands from their first letter, and our questions from three letters of any word on."""

    def __init__(self, known: dict[str, str]) -> None:
        self._known = known

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor.lstrip()
        if typed.startswith("/"):
            for name, about in self._known.items():
                if name.startswith(typed):
                    yield Completion(name, -len(typed), display_meta=about)
        elif len(typed) >= 3:
            wanted = typed.lower().split()
            for title, topic in self._known.items():
                if not title.startswith("/") and all(word in title.lower() for word in wanted):
                    yield Completion(title, -len(typed), display_meta=topic)


def _history(path: str | None) -> tuple[History, str]:
    """In memory, since questions are health data; a file, readable by its owner alone, only when asked for.

    And what to tell the person when that file cannot be used.
    """
    if path is None:
        return InMemoryHistory(), ""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600))
    except OSError as error:
        return InMemoryHistory(), f"Cannot keep a history in {path}: {error.strerror}. It stays in memory."
    return FileHistory(path), ""


def _keys() -> KeyBindings:
    """Ctrl-C clears the line instead of leaving."""
    keys = KeyBindings()

    @keys.add("c-c")
    def _clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    return keys


def _show(shown: list[Shown]) -> None:
    width = min(_WIDEST, shutil.get_terminal_size().columns - 1)
    for part in shown:
        print_formatted_text(FormattedText([(f"class:{part.style}", wrap(part.text, width) + "\n")]), style=_STYLE)
