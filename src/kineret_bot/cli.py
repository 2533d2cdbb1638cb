"""The command line. Imports a channel only when it is asked for."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kineret_bot.channels.http.options import add_options as add_serve_options
from kineret_bot.errors import ContentError, KineretBotError
from kineret_bot.triage.numbers import FAILSAFE

if TYPE_CHECKING:
    from kineret_bot.bot import Bot

ANSWERED = 0
NOT_ANSWERED = 1
USAGE = 2
BAD_CONTENT = 3
INTERRUPTED = 130

ABOUT = """kineret-bot answers questions about one medicine, Kineret (anakinra), from one patient-education page.
It is automated, gives no medical advice and computes no dose.
In an emergency, call 911. For too much medicine, call Poison Control: 800-222-1222."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(_with_default(list(sys.argv[1:] if arguments is None else arguments)))
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except ContentError as error:
        _complain(f"{error}\n{_count(error)}\n{FAILSAFE}")
        return BAD_CONTENT
    except KineretBotError as error:
        _complain(f"kineret-bot: {error}\n{FAILSAFE}")
        return BAD_CONTENT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not an error; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--intents", metavar="DIR", help="folder of other content (also: KINERET_BOT_INTENTS)")
    parser = argparse.ArgumentParser(
        prog="kineret-bot", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter, parents=[common]
    )
    parser.add_argument("--version", action=_Version, help="the version")
    parser.add_argument("--about", action="version", version=ABOUT, help="what it is for, and what it is not")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        # SUPPRESS: an --intents given before the command is not undone by the command's own default.
        own = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
        own.add_argument("--intents", metavar="DIR", help="folder of other content (also: KINERET_BOT_INTENTS)")
        command = commands.add_parser(name, help=help, description=help, parents=[own])
        command.set_defaults(run=run)
        return command

    chat = add("chat", _chat, "talk to it in the terminal (the default)")
    chat.add_argument(
        "--plain", action="store_true", help="line by line, without colours or redrawing: for screen readers"
    )
    chat.add_argument("--history", metavar="FILE", help="keep what you type in FILE (default: in memory only)")
    ask = add("ask", _ask, "answer one question")
    ask.add_argument("text", nargs="+", help="the question")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the reply as JSON (docs/reply.md)")
    form.add_argument("--explain", action="store_true", help="the reply, and how it came about")
    batch = add("batch", _batch, "answer JSON lines: {id, text, conversation?} in, {id, reply} out")
    batch.add_argument("file", nargs="?", default="-", help="a file of JSON lines (default: standard input)")
    check = add("check", _check, "look for mistakes in the content")
    check.add_argument("--quiet", action="store_true", help="print problems only")
    train = add("train", _train, "learn the weights from the curated questions, anew, into weights.json")
    train.add_argument("--check", action="store_true", help="only tell whether the stored weights are current")
    tune = add("tune", _tune, "set the thresholds by what errors cost, on the curated questions alone")
    tune.add_argument("--write", action="store_true", help="write thresholds.yaml (default: only show the sweep)")
    tune.add_argument("--quick", action="store_true", help="a sample of the questions: for a look, not for use")
    tune.add_argument("--jobs", type=int, metavar="N", help="processes (default: one a core)")
    test = add("test", _test, "run scripted Q&A tests (docs/scripted-tests.md)")
    test.add_argument("paths", nargs="+", metavar="PATH", help="*.qa.yaml files, or folders of them")
    test.add_argument("--junit", metavar="FILE", help="write a JUnit XML file as well")
    lines = test.add_mutually_exclusive_group()
    lines.add_argument("--tap", action="store_true", help="print TAP")
    lines.add_argument("--json", action="store_true", help="print one JSON object a phrasing")
    test.add_argument("-k", metavar="EXPRESSION", help="only phrasings whose name matches, as in pytest")
    test.add_argument("--tag", action="append", metavar="TAG", help="only tests with this tag (repeatable)")
    test.add_argument("--fail-fast", action="store_true", help="stop at the first failure")
    test.add_argument("--url", metavar="URL", help="test a server that runs instead of the library")
    test.add_argument(
        "--update-xfail", action="store_true", help="mark known failures in the files, and unmark what passes"
    )
    evaluate = add("eval", _evaluate, "figures for curators on labelled messages (docs/evaluation.md)")
    evaluate.add_argument("cases", nargs="+", metavar="CASES", help="JSON lines, *.qa.yaml files, or folders of them")
    evaluate.add_argument("--html", metavar="FILE", help="write one self-contained HTML report (extra: report)")
    evaluate.add_argument("--json", metavar="FILE", help="write the figures, for --compare")
    evaluate.add_argument("--compare", metavar="OLD.json", help="show case by case what got better and worse")
    evaluate.add_argument(
        "--folds", type=int, default=0, metavar="N", help="also rank the curated questions, each left out of N folds"
    )
    snapshot = add("snapshot", _snapshot, "write everything that people can read to one Markdown file")
    snapshot.add_argument("file", nargs="?", default="docs/snapshot.md", help="default: docs/snapshot.md")
    snapshot.add_argument("--check", action="store_true", help="only tell whether the file is current")
    serve = add("serve", _serve, "put it behind a website: HTTP API and help widget (docs/operations.md)")
    add_serve_options(serve)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when asked: that takes longer than an answer."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from kineret_bot import __version__

        _print(f"kineret-bot {__version__}")
        parser.exit()


def _with_default(arguments: list[str]) -> list[str]:
    """`kineret-bot` alone, or with options of the chat only, is `kineret-bot chat`."""
    if not arguments or arguments[0] in ("--plain", "--history"):
        return ["chat", *arguments]
    if arguments[0] == "--intents" and len(arguments) == 2:
        return [*arguments, "chat"]
    return arguments


def _chat(options: argparse.Namespace) -> int:
    from kineret_bot.channels.terminal import run_chat

    return run_chat(_bot(options), plain=options.plain, history=options.history)


def _ask(options: argparse.Namespace) -> int:
    from kineret_bot.model import Kind
    from kineret_bot.wire import reply_json

    bot = _bot(options)
    text = " ".join(options.text)
    reply = bot.reply(text)
    if options.json:
        _print(json.dumps(reply_json(reply), ensure_ascii=False))
    elif options.explain:
        from kineret_bot.explain import explain

        _print(f"{reply.text}\n\n{explain(bot, text)}")
    else:
        _print(reply.text)
    return ANSWERED if reply.kind in (Kind.ANSWER, Kind.ESCALATE, Kind.CHAT) else NOT_ANSWERED


def _batch(options: argparse.Namespace) -> int:
    from kineret_bot.channels.batch import run_batch

    bot = _bot(options)
    if options.file == "-":
        return run_batch(bot, sys.stdin.buffer, sys.stdout)
    try:
        with open(options.file, "rb") as lines:
            return run_batch(bot, lines, sys.stdout)
    except OSError as error:
        _complain(f"kineret-bot: cannot read {options.file}: {error.strerror}")
        return USAGE


def _check(options: argparse.Namespace) -> int:
    from kineret_bot.content.checks import check
    from kineret_bot.locate import intents_folder

    folder = intents_folder(getattr(options, "intents", None))
    library = check(folder)
    if not options.quiet:
        questions = sum(len(intent.questions) for intent in library.intents)
        _print(f"{folder}: no problems in {len(library.intents)} intents with {questions:,} questions")
    return ANSWERED


def _train(options: argparse.Namespace) -> int:
    from kineret_bot.compiled import compile_library, store_weights, stored_weights, weights_are_current
    from kineret_bot.content.loader import load_library
    from kineret_bot.locate import intents_folder

    folder = intents_folder(getattr(options, "intents", None))
    compiled = compile_library(load_library(folder), stored_weights(folder), thorough=True)
    if options.check:
        current = weights_are_current(folder, compiled)
        _print(f"the stored weights are {'current' if current else 'older than the content: run `kineret-bot train`'}")
        return ANSWERED if current else NOT_ANSWERED
    store_weights(folder, compiled)
    weights = compiled.index.weights
    _print(f"{folder / 'weights.json'}: {len(weights.places):,} features, {len(weights.classes)} intents")
    return ANSWERED


def _tune(options: argparse.Namespace) -> int:
    from kineret_bot.tune import tune

    return tune(options)


def _test(options: argparse.Namespace) -> int:
    from kineret_bot.channels.scripted.command import test

    return test(options, lambda: _bot(options))


def _evaluate(options: argparse.Namespace) -> int:
    from kineret_bot.evaluation.command import evaluate

    return evaluate(options, lambda: _bot(options))


def _snapshot(options: argparse.Namespace) -> int:
    from kineret_bot.snapshot import snapshot

    return snapshot(options, lambda: _bot(options))


def _serve(options: argparse.Namespace) -> int:
    from kineret_bot.channels.http.serve import serve

    return serve(options)


def _bot(options: argparse.Namespace) -> Bot:
    import gc

    from kineret_bot import load_bot

    gc.disable()  # a bot is built once and kept: collecting while it is built only costs time
    bot = load_bot(getattr(options, "intents", None), notice=_complain)
    gc.freeze()
    gc.enable()
    return bot


def _print(text: str) -> None:
    """To standard output, whatever its encoding can hold."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _count(error: ContentError) -> str:
    size = len(error.problems)
    return f"{size} problem{'s' if size != 1 else ''} in the content"
