"""What triage costs: microseconds for a message of about 20 words, seconds for very long ones.

    python benchmarks/triage.py

The targets are a median of at most 500 microseconds, and time in proportion to length.
"""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path

import yaml

from kineret_bot.content.policy_loader import load_policy
from kineret_bot.text import Message, Reader
from kineret_bot.triage import Triage

CONTENT = Path(__file__).parents[1] / "intents" / "en"
MESSAGES = (
    "hello I have been on this medicine for three weeks now and my knees still hurt a lot in the morning",
    "my son had his shot at noon and since then his lips are swollen and he says his throat feels tight",
    "can you tell me how to store the syringes when we travel by plane for ten days with our kids",
    "I read the page twice and I still do not know whether I may take it together with my other tablets",
)
DANGER = "what if my throat is closing and two shots today no fever "
LENGTHS = (10_000, 100_000, 1_000_000)


def build() -> tuple[Triage, Reader]:
    """The shipped policy, with its reader."""
    english = frozenset((CONTENT / "lexicon" / "english.txt").read_text("utf-8").split())
    shorthand = yaml.safe_load((CONTENT / "lexicon" / "shorthand.yaml").read_text("utf-8"))["shorthand"]
    triage = Triage(load_policy(CONTENT / "triage"), english)
    return triage, Reader({str(key): str(value) for key, value in shorthand.items()}, english | triage.vocabulary)


def seconds(triage: Triage, message: Message) -> float:
    """How long one assessment takes."""
    started = time.perf_counter()
    triage.assess(message)
    return time.perf_counter() - started


def garbage(length: int) -> str:
    """Words that nobody knows."""
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ("".join(chance.choices(letters, k=chance.randint(5, 12))) for _ in range(length // 9))
    return " ".join(words)[:length]


def main() -> None:
    """Print all figures."""
    started = time.perf_counter()
    triage, reader = build()
    print(f"built in {time.perf_counter() - started:.2f} s (kept in the cache by the bot)")
    for text in MESSAGES:
        message = reader.read(text)
        median = statistics.median(seconds(triage, message) for _ in range(500))
        print(f"{len(message.words):3} words: median {median * 1e6:5.0f} µs  {text[:60]}")
    for length in LENGTHS:
        for name, text in (("signs", (DANGER * (length // len(DANGER) + 1))[:length]), ("garbage", garbage(length))):
            print(f"{length:9,} characters of {name:8} {seconds(triage, reader.read(text)):7.3f} s")


if __name__ == "__main__":
    main()
