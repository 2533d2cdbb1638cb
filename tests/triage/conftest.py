"""The shipped triage policy, built once, and a short way to ask it."""

from __future__ import annotations

import pytest
import yaml
from triage_cases import CONTENT, Ask

from kineret_bot.content.policy_loader import load_policy
from kineret_bot.policy import Policy
from kineret_bot.text import Reader
from kineret_bot.triage import Finding, Triage


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(CONTENT / "triage")


@pytest.fixture(scope="session")
def english() -> frozenset[str]:
    return frozenset((CONTENT / "lexicon" / "english.txt").read_text("utf-8").split())


@pytest.fixture(scope="session")
def triage(policy: Policy, english: frozenset[str]) -> Triage:
    return Triage(policy, english)


@pytest.fixture(scope="session")
def reader(triage: Triage, english: frozenset[str]) -> Reader:
    shorthand = yaml.safe_load((CONTENT / "lexicon" / "shorthand.yaml").read_text("utf-8"))["shorthand"]
    return Reader({str(key): str(value) for key, value in shorthand.items()}, english | triage.vocabulary)


@pytest.fixture(scope="session")
def ask(triage: Triage, reader: Reader) -> Ask:
    """What triage says to a text, after some noted concepts."""

    def asked(text: str, recent: tuple[str, ...] = ()) -> Finding | None:
        return triage.assess(reader.read(text), recent)

    return asked
