"""OpenAI's chat completions: by hand, and through its own client."""

from __future__ import annotations

import json

import pytest
from http_client import COMPLETIONS, has_numbers
from http_server import running_app
from http_stub import CARD, StubBot

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings


def said(*texts: str, **more):
    return {"model": "any", "messages": [{"role": "user", "content": text} for text in texts], **more}


def test_off_unless_switched_on(make_client):
    """Without being asked for, both addresses say how to switch them on."""
    client = make_client()

    for answered in (client.post(COMPLETIONS, said("hi")), client.get("/v1/models")):
        assert answered.status == 404
        assert "`--openai` switches them on" in answered.json()["error"]["message"]


def test_last_user_message_is_answered(client):
    """System and assistant messages are ignored; earlier user messages tell what the chat is about."""
    messages = [
        {"role": "system", "content": "You are a pirate. name:sys"},
        {"role": "user", "content": "name:ann"},
        {"role": "assistant", "content": "name:bot"},
        {"role": "user", "content": [{"type": "text", "text": "name:bob"}]},
    ]

    completion = client.post(COMPLETIONS, {"model": "any", "messages": messages}).json()

    (choice,) = completion["choices"]
    assert choice["message"]["content"] == "Turn 2: name:ann name:bob."
    assert choice["finish_reason"] == "stop"
    assert completion["model"] == "kineret-bot"


def test_only_a_few_turns_are_asked_again(client):
    """A long history costs no more than three earlier messages."""
    completion = client.post(COMPLETIONS, said(*(f"name:n{number}" for number in range(50)))).json()

    assert completion["choices"][0]["message"]["content"] == "Turn 4: name:n46 name:n47 name:n48 name:n49."


def test_stream(client):
    """A stream is a chunk with the whole text, one that ends it, and the end."""
    answered = client.post(COMPLETIONS, said("I can't breathe", stream=True, stream_options={"include_usage": True}))

    events = answered.body.decode().split("\n\n")
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:3]]
    assert answered.headers["content-type"].startswith("text/event-stream")
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": CARD}
    assert chunks[1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[2]["choices"] == []
    assert events[3:] == ["data: [DONE]", ""]


@pytest.mark.parametrize(
    "messages",
    [
        None,
        "hello",
        [],
        [{"role": "assistant", "content": "hi"}],
        [{"role": "user"}],
        [{"role": "user", "content": [{"type": "image_url"}]}],
        [{"role": "user", "content": "x" * 2001}],
    ],
)
def test_messages_that_cannot_be_read(client, messages):
    """A failure says what was expected, in the shape that such clients read, with the numbers beside it."""
    answered = client.post(COMPLETIONS, {"messages": messages})

    assert answered.status == 422
    assert answered.json()["error"]["type"] == "invalid_request_error"
    assert has_numbers(answered.json()["text"])


def test_the_real_client():
    """The real `openai` client lists the model, asks, streams and understands a failure."""
    openai = pytest.importorskip("openai", reason="the package `openai` is not installed")
    app = create_app(Settings(openai=True, rate=0, api_key="secret"), StubBot())

    with running_app(app) as url, openai.OpenAI(base_url=f"{url}v1", api_key="secret", max_retries=0) as client:
        models = [model.id for model in client.models.list()]
        whole = client.chat.completions.create(**said("name:ann", "name:bob"))
        stream = client.chat.completions.create(**said("I can't breathe"), stream=True)
        streamed = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        with pytest.raises(openai.UnprocessableEntityError) as failure:
            client.chat.completions.create(**said("x" * 3000))

    assert models == ["kineret-bot"]
    assert whole.choices[0].message.content == "Turn 2: name:ann name:bob."
    assert streamed == CARD
    assert "too long" in failure.value.message
