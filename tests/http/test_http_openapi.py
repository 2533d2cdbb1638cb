"""The OpenAPI document and the schema of replies say what the server does."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from http_client import COMPLETIONS, REPLY
from http_server import running_app
from http_stub import StubBot

from kineret_bot.channels.http import native, openai, operations, pages, rasa, settings
from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.brain import Brain
from kineret_bot.channels.http.service import Service

SCHEMA = json.loads((Path(__file__).parents[2] / "schema" / "reply.schema.json").read_text(encoding="utf-8"))
ASSETS = {"/demo.css", "/demo.js", "/index.html", "/kineret-chat.js"}
"""Files behind the promised addresses; not promised themselves."""


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def test_paths_are_the_routes(document):
    """Each route is described with its methods, and nothing else is."""
    service = Service(settings.Settings(), Brain(StubBot))
    routes = [*native.routes(service), *rasa.routes(service), *openai.routes(service), *operations.routes(service)]
    found = {
        route.path: {method.lower() for method in route.methods} - {"head"} for route in [*routes, *pages.routes()]
    }

    described = {path: set(methods) for path, methods in document["paths"].items()}

    assert described == {path: methods for path, methods in found.items() if path not in ASSETS}


def test_limits_are_the_settings(document):
    """Limits stand in the document as they are enforced."""
    schemas = document["components"]["schemas"]

    assert schemas["ReplyRequest"]["properties"]["text"]["maxLength"] == settings.MAX_TEXT
    assert schemas["RasaRequest"]["properties"]["message"]["maxLength"] == settings.MAX_TEXT
    assert schemas["ReplyRequest"]["properties"]["conversation_id"]["maxLength"] == settings.MAX_ID
    assert document["paths"][REPLY]["post"]["responses"]["413"]["description"] == "The body is larger than 8 KiB."
    assert settings.MAX_BODY == 8 * 1024


def test_replies_are_those_of_the_schema(document):
    """The reply in the document is the one of schema/reply.schema.json."""
    schemas = document["components"]["schemas"]
    own = json.loads(json.dumps(SCHEMA).replace("#/definitions/", "#/components/schemas/"))

    assert schemas["Reply"]["required"] == own["required"]
    assert {**schemas["Reply"]["properties"], "error": {"$ref": "#/components/schemas/Error"}} == own["properties"]
    for name, definition in own["definitions"].items():
        assert schemas[name] == definition


def test_replies_and_failures_fit_the_schema(client):
    """What the server sends, replies and failures, fits schema/reply.schema.json."""
    jsonschema = pytest.importorskip("jsonschema", reason="the package `jsonschema` is not installed")
    validator = jsonschema.Draft7Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    requests = [{"text": "name:ann"}, {"text": "breathe"}, {"text": "hi", "conversation_id": "a"}, {"txet": 1}, []]

    for request in requests:
        validator.validate(client.post(REPLY, request).json())


def test_models_words_are_the_schemas():
    """Kinds, levels, forms and fields in the schema are those of the code."""
    from kineret_bot.model import Alert, Form, Kind, Level, Reply
    from kineret_bot.wire import reply_json

    alert = Alert(level=Level.URGENT, form=Form.LINE, numbers=())
    reply = reply_json(Reply(kind=Kind.CHAT, text="Hello.", alert=alert))

    assert SCHEMA["properties"]["kind"]["enum"] == [kind.value for kind in Kind]
    assert SCHEMA["definitions"]["Alert"]["properties"]["level"]["enum"] == [level.value for level in Level]
    assert SCHEMA["definitions"]["Alert"]["properties"]["form"]["enum"] == [form.value for form in Form]
    assert set(SCHEMA["required"]) == set(reply)
    assert set(SCHEMA["definitions"]["Alert"]["properties"]) == set(reply["alert"])


def test_schemathesis():
    """schemathesis, asking whatever the document allows and forbids, finds no 5xx and nothing undocumented."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        schemathesis = pytest.importorskip("schemathesis", reason="the package `schemathesis` is not installed")
        app = create_app(settings.Settings(rate=0, openai=True), StubBot())
        with running_app(app) as url:
            calls = _ask_everything(schemathesis, f"{url}openapi.json")

    assert calls > 100


def _ask_everything(schemathesis, address):
    """Generated requests of every operation, allowed ones and forbidden ones, each answer checked; how many."""
    import hypothesis

    run = hypothesis.settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    calls = 0

    def check(case):
        nonlocal calls
        calls += 1
        response = case.call()
        lenient = case.path == COMPLETIONS and case.meta.generation.mode is schemathesis.GenerationMode.NEGATIVE
        if response.status_code == 413 or lenient:  # 413 is documented, but the tool takes it for neither yes nor no
            assert response.status_code < 500
        else:
            case.validate_response(response)

    for result in schemathesis.openapi.from_url(address).get_all_operations():
        operation = result.ok()
        for mode in schemathesis.GenerationMode:
            if mode is schemathesis.GenerationMode.POSITIVE or operation.body:
                run(hypothesis.given(operation.as_strategy(generation_mode=mode))(check))()
    return calls
