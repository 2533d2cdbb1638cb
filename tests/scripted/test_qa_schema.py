"""The schemas that editors read say the same as the loader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from test_qa_loader import BAD

from kineret_bot.channels.scripted.cases import SUFFIX
from kineret_bot.locate import intents_folder

jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema, of the group `test`")
ROOT = Path(__file__).parents[2]
ONLY_THE_LOADER = ("matches", "hi\n      - hi", "[a: b", "version: 1\ntests:\n  - name: x\n    ask: [a")
"""Mistakes that a schema cannot see: broken patterns, the same name twice, no YAML at all."""


def _validator(name: str):
    schema = json.loads((ROOT / "schema" / name).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def _fields(schema):
    """Every property in a schema, with its name."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from _fields(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _fields(part)


@pytest.mark.parametrize("name", ["qa.schema.json", "intent.schema.json"])
def test_every_field_is_described(name):
    """
    An editor can tell what each field is for.
    """
    schema = _validator(name).schema

    assert [field for field, found in _fields(schema) if not found.get("description", "$ref" in found)] == []


@pytest.mark.parametrize("text", [text for text in BAD if not any(part in text for part in ONLY_THE_LOADER)])
def test_the_schema_refuses_what_the_loader_refuses(text):
    """
    A mistake that the loader reports is underlined in the editor.
    """
    assert not _validator("qa.schema.json").is_valid(yaml.safe_load(text))


def test_the_schema_accepts_every_dialogue():
    """
    No dialogue of the project is underlined.
    """
    validator = _validator("qa.schema.json")
    found = {}
    for path in sorted((ROOT / "tests" / "dialogues").rglob(f"*{SUFFIX}")):
        found[path.name] = [error.message for error in validator.iter_errors(yaml.safe_load(path.read_text()))]

    assert {name: errors for name, errors in found.items() if errors} == {}


def test_the_schema_accepts_every_intent():
    """
    No intent of the project is underlined.
    """
    validator = _validator("intent.schema.json")
    folder = intents_folder(ROOT / "intents")
    topics = [topic["id"] for topic in yaml.safe_load((folder / "catalog.yaml").read_text())["topics"]]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = {}
    for topic in topics:
        for path in sorted((folder / topic).glob("*.yaml")):
            with path.open(encoding="utf-8") as file:
                found[path.stem] = [error.message for error in validator.iter_errors(yaml.load(file, loader))]

    assert {name: errors for name, errors in found.items() if errors} == {}
