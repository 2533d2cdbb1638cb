"""Rasa's REST shape, as its clients use it."""

from __future__ import annotations

from http_client import RASA, has_numbers
from http_stub import CARD


def test_message_in_rasas_shape(client):
    """A message brings a list with one text, its buttons and the rest under `custom`."""
    answered = client.post(RASA, {"sender": "u1", "message": "name:ann", "metadata": {"lang": "en"}})

    assert answered.json() == [
        {
            "recipient_id": "u1",
            "text": "Turn 1: name:ann.",
            "buttons": [{"title": "Where do I keep it?", "payload": "Where do I keep it?"}],
            "custom": {
                "kind": "answer",
                "alert": None,
                "answers": [
                    {"intent": "names", "title": "Who?", "sections": ["Names"], "matched": "who", "confidence": 0.9}
                ],
            },
        }
    ]


def test_alarm_is_one_message(client):
    """An alarm is complete in the text, which is all that some widgets show."""
    (message,) = client.post(RASA, {"sender": "u1", "message": "I can't breathe"}).json()

    assert message["text"] == CARD
    assert message["custom"]["alert"]["numbers"] == ["911"]
    assert "buttons" not in message


def test_chat_goes_on(client):
    """The same sender's second message is the second turn of one chat."""
    client.post(RASA, {"sender": "u1", "message": "name:ann"})

    (message,) = client.post(RASA, {"sender": "u1", "message": "name:bob"}).json()

    assert message["text"] == "Turn 2: name:ann name:bob."


def test_nobody_is_not_remembered(client):
    """Clients without a sender share none of their chats."""
    for body in ({"message": "name:ann"}, {"message": "name:ann", "sender": "default"}):
        client.post(RASA, body)

    (message,) = client.post(RASA, {"message": "name:bob"}).json()

    assert (message["recipient_id"], message["text"]) == ("default", "Turn 1: name:bob.")


def test_number_as_sender(client):
    """A sender that is a number is a chat like any other."""
    client.post(RASA, {"sender": 7, "message": "name:ann"})

    (message,) = client.post(RASA, {"sender": "7", "message": "hello"}).json()

    assert message["text"] == "Turn 2: name:ann."


def test_failure_is_a_message(client):
    """Whatever is wrong, a widget gets one text with the emergency numbers to show, never an empty list."""
    for body in (b"{", b"[]", b"{}", b'{"message": 1}', b'{"message": "hi", "sender": []}', b"x" * 9000):
        answered = client.post(RASA, body)

        (message,) = answered.json()
        assert answered.status >= 400
        assert has_numbers(message["text"])
        assert message["custom"]["error"]["message"] in message["text"]


def test_health_in_rasas_words(client):
    """The address that Rasa's clients look at first says ok."""
    assert client.get("/webhooks/rest/").json() == {"status": "ok"}
