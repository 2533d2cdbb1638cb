"""Content made ready for use: read, indexed, with weights; kept in a cache that knows when it is stale.

Reading some ten thousands of questions takes some seconds, learning their weights some minutes. So the
result is kept in the user's cache folder, under a name made of every byte that it depends on: another
comma in the content, or another line in the code that reads it, is another name. A cache that cannot be
read or written costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kineret_bot.content.library import Library
from kineret_bot.dialogue import Phrasebook, read_phrasebook
from kineret_bot.learning import Featurizer, Weights, digest, learn
from kineret_bot.matching import Index, build_index, vocabulary
from kineret_bot.model import Kind
from kineret_bot.policy import NO_LIMITS, Examples
from kineret_bot.spelling import Speller
from kineret_bot.text import Message, Reader
from kineret_bot.triage import Triage
from kineret_bot.triage.recogniser import COURSE, ORDINARY, Recogniser, evidence

Notice = Callable[[str], None]

MATCHING, TRIAGE = "matching", "triage"
"""Names of the two sets of weights."""
WEIGHTS = "weights.json"
"""File of the content folder that holds the learnt weights."""

NO_EXAMPLES = Examples(messages=(), stands_for={}, limits=NO_LIMITS)
"""In a compiled library: what there was to learn from them is learnt."""
_CODE = (
    "text.py",
    "remembering.py",
    "spelling.py",
    "model.py",
    "policy.py",
    "compiled.py",
    "dialogue.py",
    "content",
    "learning",
    "matching",
    "triage",
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """Content ready for use."""

    library: Library
    index: Index
    reader: Reader
    """How this content's language turns text into words."""
    featurizer: Featurizer
    """How this content turns words into evidence."""
    triage: Triage
    phrasebook: Phrasebook


def compile_library(
    library: Library,
    stored: Mapping[str, Weights] | None = None,
    notice: Notice = lambda text: None,
    thorough: bool = False,
) -> Compiled:
    """Index a library; uses `stored` weights if they were learnt from just this content, else learns anew.

    `thorough` also asks whether today's code would learn triage's weights from the same evidence, which takes longer
    than a start may.
    """
    stored = stored or {}
    rules = Triage(library.policy, library.english)
    reader = make_reader(library, rules)
    read = cache(reader.read)
    questions = [(intent.id, question) for intent in library.intents for question in intent.questions]
    follow_ups = [(each.after, each.intent, each.text) for each in library.follow_ups]
    messages = examples_of_triage(library)
    featurizer = make_featurizer(library, (read(text) for _, text in messages))
    answers = [intent.id for intent in library.intents if intent.kind is Kind.ANSWER]
    index = build_index(questions, follow_ups, answers, read, featurizer, stored.get(MATCHING), notice)
    recogniser = None
    if library.examples.messages:
        weights = _triage_weights(library, messages, read, rules, featurizer, stored.get(TRIAGE), thorough)
        recogniser = Recogniser(library.examples, weights, featurizer)
    triage = Triage(library.policy, library.english, recogniser)
    phrasebook = read_phrasebook(library.talk, reader)
    bare_intents = tuple(replace(intent, questions=()) for intent in library.intents)
    bare = replace(
        library, intents=bare_intents, places={}, follow_ups=(), examples=NO_EXAMPLES, concepts={}, shorthand={}
    )
    return Compiled(bare, index, reader, featurizer, triage, phrasebook)


def make_reader(library: Library, rules: Triage) -> Reader:
    """How a content's language turns text into words."""
    words = (word for phrases in library.concepts.values() for phrase in phrases for word in phrase.split())
    return Reader(library.shorthand, library.english.union(rules.vocabulary, words))


def make_featurizer(library: Library, messages: Iterable[Message]) -> Featurizer:
    """How a content turns words into evidence; typos are repaired into the words of its `messages` and its lexicon."""
    phrases = [phrase for words in library.concepts.values() for phrase in words]
    known, targets = vocabulary(messages, phrases, library.english)
    speller = Speller(targets, known, library.english)
    return Featurizer(library.concepts, library.names, speller, library.medicine_endings)


def examples_of_triage(library: Library) -> list[tuple[str, str]]:
    """What triage learns from, as (kind, text): its own examples, and all questions and follow-ups as ordinary ones."""
    texts = [question for intent in library.intents for question in intent.questions]
    texts += [follow_up.text for follow_up in library.follow_ups]
    return [*library.examples.messages, *((ORDINARY, text) for text in texts)]


def _triage_weights(
    library: Library,
    messages: Sequence[tuple[str, str]],
    read: Callable[[str], Message],
    rules: Triage,
    featurizer: Featurizer,
    stored: Weights | None,
    thorough: bool,
) -> Weights:
    """The weights of triage's second sight: the stored ones, if they were learnt from just these (kind, text)."""
    texts = _texts_digest(library, messages)
    if stored is not None and stored.learnt_from.startswith(texts) and not thorough:
        return stored
    examples = [(kind, evidence(featurizer, read(text), rules.saw(read(text)))) for kind, text in messages]
    learnt_from = f"{texts} {digest(examples, COURSE)}"
    if stored is not None and stored.learnt_from == learnt_from:
        return stored
    return replace(learn(examples, COURSE), learnt_from=learnt_from)


def _texts_digest(library: Library, messages: Sequence[tuple[str, str]]) -> str:
    """Changes with every text that triage learns from, and with how it learns."""
    found = hashlib.sha256(
        repr((COURSE, library.policy, sorted(library.concepts.items()), sorted(library.names))).encode()
    )
    found.update(repr((library.medicine_endings, sorted(library.shorthand.items()), sorted(library.english))).encode())
    found.update(repr(messages).encode())
    return found.hexdigest()


def load_compiled(folder: Path, load: Callable[[Path], Library], notice: Notice = lambda text: None) -> Compiled:
    """The content of a folder, from the cache when it is current, else compiled now (and then kept).

    `load` reads the folder; `notice` is told before something slow begins.
    """
    kept = _cache_file(fingerprint(folder))
    compiled = _read_cache(kept)
    if compiled is None:
        compiled = compile_library(load(folder), stored_weights(folder), notice)
        _write_cache(kept, compiled)
    return compiled


def stored_weights(folder: Path) -> dict[str, Weights]:
    """The weights kept beside the content, those that can be read."""
    try:
        kept = json.loads((folder / WEIGHTS).read_text(encoding="utf-8"))
        return {name: Weights.from_json(kept[name]) for name in (MATCHING, TRIAGE) if name in kept}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def store_weights(folder: Path, compiled: Compiled) -> None:
    """Keep the weights beside the content that they were learnt from."""
    found = {MATCHING: compiled.index.weights.to_json()}
    if compiled.triage.recogniser is not None:
        found[TRIAGE] = compiled.triage.recogniser.weights.to_json()
    (folder / WEIGHTS).write_text(json.dumps(found, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")


def weights_are_current(folder: Path, compiled: Compiled) -> bool:
    """Whether just these weights are stored beside the content."""
    stored = stored_weights(folder)
    recogniser = compiled.triage.recogniser
    learnt = stored.get(TRIAGE) if recogniser is not None else None
    return stored.get(MATCHING) == compiled.index.weights and (recogniser is None or learnt == recogniser.weights)


def fingerprint(folder: Path) -> str:
    """SHA-256 that changes with every byte of the content and of the code that compiles it."""
    digest = hashlib.sha256(sys.version.encode())
    code = Path(__file__).parent
    files = sorted(
        path for name in _CODE for path in ([code / name] if name.endswith(".py") else (code / name).rglob("*.py"))
    )
    files += sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".txt"))
    for path in [*files, folder / WEIGHTS]:
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _cache_file(key: str) -> Path:
    folder = os.environ.get("KINERET_BOT_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(folder).expanduser() / "kineret-bot" / f"{key[:32]}.bin"
    except RuntimeError:  # nobody's home, as in some containers: a place that can be neither read nor written
        return Path(os.devnull, key)


class _OursOnly(pickle.Unpickler):
    """Reads our own values and plain containers; refuses everything else that a file could name.

    What our modules import counts as foreign too, or else `kineret_bot.compiled.os.system` would be ours.
    """

    def find_class(self, module: str, name: str) -> object:
        if (module, name) in _CONTAINERS:
            return super().find_class(module, name)
        if module.startswith("kineret_bot.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"unexpected {module}.{name}")


_CONTAINERS = {("array", "_array_reconstructor"), ("array", "array"), ("builtins", "frozenset")}


def _read_cache(path: Path) -> Compiled | None:
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is read is garbage: looking for some would double the time
    try:
        with path.open("rb") as file:
            found = _OursOnly(file).load()
    except Exception:  # whatever is wrong with a cache, compiling anew mends it
        return None
    finally:
        if collecting:
            gc.enable()
    return found if isinstance(found, Compiled) else None


def _write_cache(path: Path, compiled: Compiled) -> None:
    """Keep for the next start; removes older ones, since each holds some megabytes."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                pickle.dump(compiled, file, protocol=pickle.HIGHEST_PROTOCOL)
            except OSError:
                os.unlink(file.name)  # a full disk is not filled further, start by start
                raise
        os.replace(file.name, path)
        older = sorted(path.parent.glob("*.bin"), key=lambda kept: kept.stat().st_mtime)[:-4]
        for kept in older:
            kept.unlink()
