"""The cache of compiled content: current or not used, ours or not read, and never needed."""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kineret_bot import Bot, compiled
from kineret_bot.compiled import NO_EXAMPLES, Compiled, fingerprint, load_compiled
from kineret_bot.content.library import Library


class Loading:
    """A small library, and how often it was asked for."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.times = 0

    def __call__(self, folder: Path) -> Library:
        self.times += 1
        return self.library


@pytest.fixture(scope="module")
def small(library: Library) -> Library:
    """Five intents with four questions each: learnt in no time."""
    chosen = [intent for intent in library.intents if intent.id in ("storage", "missed_dose", "names", "hello", "cost")]
    policy = replace(library.policy, concepts=library.policy.concepts[:2], combinations=(), traps=())
    intents = tuple(replace(one, questions=one.questions[:4]) for one in chosen)
    nothing = {"follow_ups": (), "examples": NO_EXAMPLES}
    return replace(library, intents=intents, policy=policy, english=frozenset({"the", "where"}), **nothing)


@pytest.fixture
def loading(small: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loading:
    """A loader of small content, with an empty cache."""
    monkeypatch.setenv("KINERET_BOT_CACHE", str(tmp_path / "cache"))
    return Loading(small)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of content, as far as the cache cares."""
    (tmp_path / "en" / "taking").mkdir(parents=True)
    (tmp_path / "en" / "catalog.yaml").write_text("language: en\n")
    (tmp_path / "en" / "taking" / "storage.yaml").write_text("id: storage\n")
    (tmp_path / "en" / "english.txt").write_text("a\nb\n")
    return tmp_path / "en"


def kept(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "cache" / "kineret-bot").iterdir())


def answers(found: Compiled) -> str:
    return Bot(found).reply(found.library.by_id["storage"].title).text


def test_second_start_reads_the_cache(loading: Loading, folder: Path) -> None:
    """
    The content is read once; afterwards the cache answers the same.
    """
    first = load_compiled(folder, loading)
    second = load_compiled(folder, loading)

    assert loading.times == 1
    assert answers(first) == answers(second) == loading.library.by_id["storage"].answer


@pytest.mark.parametrize("name", ["catalog.yaml", "taking/storage.yaml", "english.txt", "weights.json"])
def test_one_byte_makes_the_cache_stale(loading: Loading, folder: Path, name: str) -> None:
    """
    One more byte in any file of the content, and the cache is not used.
    """
    load_compiled(folder, loading)
    with (folder / name).open("a") as file:
        file.write("\n")
    load_compiled(folder, loading)

    assert loading.times == 2


def test_new_moved_and_removed_files_make_the_cache_stale(folder: Path) -> None:
    """
    So does a file that comes, goes, or changes its name.
    """
    seen = [fingerprint(folder)]
    (folder / "taking" / "new.yaml").touch()
    seen.append(fingerprint(folder))
    (folder / "taking" / "new.yaml").rename(folder / "taking" / "newer.yaml")
    seen.append(fingerprint(folder))
    (folder / "taking" / "storage.yaml").unlink()
    seen.append(fingerprint(folder))

    assert len(set(seen)) == 4


def test_moved_folder_keeps_its_cache(folder: Path) -> None:
    """
    Where the content lies does not matter, only what it says: an installed copy shares the checkout's cache.
    """
    before = fingerprint(folder)

    assert fingerprint(folder.rename(folder.parent / "elsewhere")) == before


class Evil:
    """Runs a command when it is unpickled by the book."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (str(self.path),)


def dotted(path: Path) -> bytes:
    """A pickle that reaches the same function through one of our modules."""
    text = str(path).encode()
    return b"\x80\x04\x8c\x14kineret_bot.compiled\x8c\x08os.mkdir\x93\x8c" + bytes([len(text)]) + text + b"\x85R."


FOREIGN: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda path: b"",
    "noise": lambda path: bytes(range(256)) * 40,
    "text": lambda path: b"<html>not found</html>",
    "another value": lambda path: pickle.dumps({"library": 1}),
    "foreign class": lambda path: pickle.dumps(Path("x")),
    "command": lambda path: pickle.dumps(Evil(path)),
    "command by way of our module": dotted,
    "builtin": lambda path: pickle.dumps(print),
    "a class of ours that is no cache": lambda path: pickle.dumps(compiled.Weights),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_foreign_cache_is_neither_obeyed_nor_used(
    loading: Loading, folder: Path, tmp_path: Path, content: Callable[[Path], bytes]
) -> None:
    """
    Whatever lies in the place of the cache, nothing of it is run; the content is compiled anew, and kept.
    """
    load_compiled(folder, loading)
    (place,) = kept(tmp_path)
    place.write_bytes(content(tmp_path / "obeyed"))
    load_compiled(folder, loading)
    load_compiled(folder, loading)

    assert not (tmp_path / "obeyed").exists()
    assert loading.times == 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_cut_cache_is_not_used(loading: Loading, folder: Path, tmp_path: Path, share: float) -> None:
    """
    A cache that was cut short, by a full disk or a lost battery, is compiled anew.
    """
    load_compiled(folder, loading)
    (place,) = kept(tmp_path)
    place.write_bytes(place.read_bytes()[: int(place.stat().st_size * share)])

    assert answers(load_compiled(folder, loading)) == loading.library.by_id["storage"].answer


@pytest.mark.parametrize("where", ["/dev/null", "/proc/nowhere", "blocked"])
def test_cache_that_cannot_be_kept_costs_time_only(
    loading: Loading, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """
    Where no folder can be made, the bot works all the same.
    """
    (tmp_path / "blocked").write_text("a file where a folder should be")
    monkeypatch.setenv("KINERET_BOT_CACHE", str(tmp_path / where))

    assert answers(load_compiled(folder, loading)) == loading.library.by_id["storage"].answer


def test_nobody_without_a_home_is_turned_away(loading: Loading, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In a container whose user has no home, the bot works all the same.
    """

    def homeless(self: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)

    assert answers(load_compiled(folder, loading)) == loading.library.by_id["storage"].answer


def test_full_disk_leaves_nothing_behind(
    loading: Loading, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A cache that could not be written to its end is removed.
    """

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pickle, "dump", full)
    load_compiled(folder, loading)

    assert kept(tmp_path) == []


def test_cache_is_for_its_owner_alone(loading: Loading, folder: Path, tmp_path: Path) -> None:
    """
    Nobody else can read the cache, or put another in its place.
    """
    load_compiled(folder, loading)
    (place,) = kept(tmp_path)

    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_cache_does_not_grow_without_end(loading: Loading, folder: Path, tmp_path: Path) -> None:
    """
    Of the caches of earlier content only a few are kept.
    """
    for version in range(6):
        (folder / "catalog.yaml").write_text(f"language: en # {version}\n")
        load_compiled(folder, loading)

    assert len(kept(tmp_path)) == 4


def test_learning_is_announced(loading: Loading, folder: Path) -> None:
    """
    Before the weights are learnt, a notice says so; a start from the cache is silent.
    """
    notices: list[str] = []
    load_compiled(folder, loading, notices.append)
    load_compiled(folder, loading, notices.append)

    assert notices == ["Learning from 20 questions; this takes some minutes, once."]
