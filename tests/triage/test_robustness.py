"""Any input, any order, any process: no exception, the same finding, time in proportion to length."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from triage_cases import CONTENT, Ask, cards_of, messages

from kineret_bot.policy import Policy
from kineret_bot.text import Message, Reader
from kineret_bot.triage import Triage

PROGRAM = """
import sys
from pathlib import Path
from kineret_bot.content.policy_loader import load_policy
from kineret_bot.text import Reader
from kineret_bot.triage import Triage
folder = Path(sys.argv[1])
english = frozenset((folder / "lexicon" / "english.txt").read_text("utf-8").split())
triage = Triage(load_policy(folder / "triage"), english)
reader = Reader({}, english | triage.vocabulary)
for text in sys.stdin.read().splitlines():
    print(triage.assess(reader.read(text)))
"""
_BUILT: list[tuple[Triage, Reader]] = []


@pytest.fixture(autouse=True)
def built(triage: Triage, reader: Reader) -> None:
    """Hypothesis calls its functions without fixtures of a test's scope."""
    _BUILT[:] = [(triage, reader)]


@given(text=some.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    """
    All of Unicode is read without exception, and what is shown is an approved text.
    """
    triage, reader = _BUILT[0]

    finding = triage.assess(reader.read(text))

    assert finding is None or finding.text in cards_of(triage)


@given(
    words=some.lists(some.sampled_from("no not if my throat is closing he took two shots today fever 103 . ?".split()))
)
@settings(max_examples=300, deadline=None)
def test_any_order_of_our_words(words: list[str]) -> None:
    """
    Our own words in any order, with any punctuation, break nothing.
    """
    triage, _ = _BUILT[0]
    message = Message(tuple(word for word in words if word.isalnum()), tuple("" for word in words if word.isalnum()))

    finding = triage.assess(message, ("F1", "no such concept"))

    assert finding is None or finding.text in cards_of(triage)


def test_empty_message(triage: Triage) -> None:
    """
    No words, no finding.
    """
    assert triage.assess(Message((), ())) is None


def test_same_finding_a_hundred_times(ask: Ask) -> None:
    """
    Nothing is kept from one message to the next.
    """
    text = "what if my throat is closing, i took two shots and he has a fever"

    assert len({ask(text) for _ in range(100)}) == 1


def test_threads_share_one_triage(ask: Ask) -> None:
    """
    Fifty conversations at once find what each finds alone.
    """
    texts = [each["q"] for each in messages()]
    alone = [ask(text) for text in texts]

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(ask, texts)) == alone


def test_pickled_triage_finds_the_same(triage: Triage, reader: Reader) -> None:
    """
    A triage out of the cache is as good as a new one.
    """
    again = pickle.loads(pickle.dumps(triage))

    texts = [each["q"] for each in messages()][:60]
    assert [again.assess(reader.read(text)) for text in texts] == [triage.assess(reader.read(text)) for text in texts]


def test_hash_seeds_make_no_difference() -> None:
    """
    Two processes with other hash seeds say the same, evidence included.
    """
    texts = "\n".join(each["q"] for each in messages())

    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(CONTENT)], input=texts, capture_output=True, text=True, check=True,
            encoding="utf-8", env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"},  # noqa: E501
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(outputs) == 1


def test_emergency_at_the_end_of_a_long_message(ask: Ask) -> None:
    """
    The last words of a hundred thousand characters count like the first.
    """
    finding = ask("I have been reading about my medicine and it is very interesting. " * 1500 + "My throat is closing.")

    assert finding is not None
    assert finding.text.startswith("Call 911 now.")


def test_policy_is_frozen(policy: Policy) -> None:
    """
    Nobody can edit the red flags of everybody else.
    """
    with pytest.raises(AttributeError):
        policy.traps = ()  # type: ignore[misc]
