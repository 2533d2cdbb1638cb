"""Who may call, how often, and what every response says to a browser."""

from __future__ import annotations

import asyncio

import pytest
from http_client import RASA, REPLY, Client, has_numbers
from http_stub import StubBot

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.limits import Limiter, client_key
from kineret_bot.channels.http.settings import Settings

SITE = "https://clinic.example"


def preflight(client, origin):
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return client.run(client.send("OPTIONS", REPLY, (), headers))


def test_page_on_the_list(make_client):
    """A page on the allow-list may ask, is answered, and may read when to come back; cookies are never wanted."""
    client = make_client(cors_origin=(SITE,))

    leave, answered = preflight(client, SITE), client.post(REPLY, {"text": "hi"}, origin=SITE)

    assert leave.status == 204
    assert leave.headers["access-control-allow-origin"] == answered.headers["access-control-allow-origin"] == SITE
    assert "Retry-After" in answered.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in leave.headers
    assert answered.headers["vary"] == "Origin"
    assert "set-cookie" not in answered.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://clinic.example.evil.com",
        "http://clinic.example",
        "https://clinic.example:444",
        "null",
        "https://CLINIC.example",
    ],
)
def test_page_off_the_list(make_client, origin):
    """An origin that differs in anything gets no leave."""
    client = make_client(cors_origin=(SITE,))

    leave, answered = preflight(client, origin), client.post(REPLY, {"text": "hi"}, origin=origin)

    assert leave.status == 403
    assert "access-control-allow-origin" not in {**leave.headers, **answered.headers}


def test_failures_can_be_read_by_the_page(make_client):
    """A failure reaches the page on the list too, so that the widget can show it."""
    client = make_client(cors_origin=(SITE,))

    answered = client.post(REPLY, b"{", origin=SITE)

    assert answered.headers["access-control-allow-origin"] == SITE


def test_no_list_no_leave(client):
    """Without a list no other site's page may ask."""
    assert preflight(client, SITE).status == 403


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/openapi.json"])
def test_security_headers(client, path):
    """Every response, of whatever status, tells the browser to take it as it is and to embed it nowhere."""
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_demo_page_under_the_strict_policy(client):
    """The demo page comes under the strictest policy that the widget is promised to work with."""
    policy = client.get("/").headers["content-security-policy"]

    promised = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    assert policy.startswith(f"{promised}require-trusted-types-for 'script'")


def test_widget_for_other_sites(client):
    """The widget may be loaded by other sites, squeezed, and is not sent again while it is the same."""
    plain = client.get("/widget.js")
    squeezed = client.get("/widget.js", accept_encoding="gzip, br")
    again = client.get("/widget.js", if_none_match=plain.headers["etag"])

    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["cross-origin-resource-policy"] == "cross-origin"
    assert squeezed.headers["content-encoding"] == "gzip"
    assert len(squeezed.body) < len(plain.body)
    assert (again.status, again.body) == (304, b"")


def test_key(make_client):
    """Where a key is asked for, messages need it; health does not."""
    client = make_client(api_key="s3cret")

    without, wrong = client.post(REPLY, {"text": "hi"}), client.post(REPLY, {"text": "hi"}, authorization="Bearer nope")
    bearer = client.post(REPLY, {"text": "hi"}, authorization="Bearer s3cret")
    header = client.post(RASA, {"message": "hi"}, x_api_key="s3cret")

    assert [without.status, wrong.status, bearer.status, header.status] == [401, 401, 200, 200]
    assert has_numbers(without.json()["text"])
    assert client.get("/healthz").status == 200


def test_rate(make_client):
    """A client that sends too many is told when to come back, with the numbers; others are not held up."""
    client = make_client(rate=3)
    other = Client(client.app, address="198.51.100.9")

    answered = [client.post(REPLY, {"text": "hi"}) for _ in range(4)]
    others = other.post(REPLY, {"text": "hi"})
    other.close()

    assert [each.status for each in answered] == [200, 200, 200, 429]
    assert answered[3].headers["retry-after"] == "20"
    assert "Please try again in 20 seconds." in answered[3].json()["text"]
    assert has_numbers(answered[3].json()["text"])
    assert others.status == 200


def test_rate_comes_back():
    """A bucket fills again with time, and never above its brim."""
    now = [0.0]
    limiter = Limiter(60, clock=lambda: now[0])

    emptied = [limiter.take("a") for _ in range(61)]
    now[0] = 1.0
    one, none = limiter.take("a"), limiter.take("a")
    now[0] = 10_000.0
    full = [limiter.take("a") for _ in range(61)]

    assert emptied[:60] == [0.0] * 60
    assert emptied[60] == pytest.approx(1.0)
    assert (one, none) == (0.0, pytest.approx(1.0))
    assert full.count(0.0) == 60


def test_rate_by_default():
    """Without a setting, clients on this machine are not limited, others are."""
    limiter = Limiter(-1)

    assert not limiter.applies("127.0.0.1")
    assert not limiter.applies("::1")
    assert limiter.applies("203.0.113.7")
    assert not Limiter(0).applies("203.0.113.7")
    assert Limiter(5).applies("127.0.0.1")


def test_one_network_is_one_client():
    """Addresses of one IPv6 network share a bucket, and no key holds an address."""
    assert client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9")
    assert client_key("2001:db8:1:2::1") != client_key("2001:db8:1:3::1")
    assert "203.0.113.7" not in client_key("203.0.113.7")


def test_request_id(client):
    """A request has an id, the proxy's if that is one; it is in the header and in the failure."""
    given = "0123456789abcdef0123456789abcdef"

    kept = client.post(REPLY, b"{", x_request_id=given)
    made = client.get("/healthz", x_request_id="my name is Ann Other")

    assert kept.headers["x-request-id"] == kept.json()["error"]["request_id"] == given
    assert len(made.headers["x-request-id"]) == 32
    assert "Ann" not in made.headers["x-request-id"]


def test_chats_are_bounded():
    """Only so many chats are remembered, and those idle for too long are not."""
    from kineret_bot.channels.http.memory import MemoryStore
    from kineret_bot.conversation import Conversation

    now = [0.0]
    store = MemoryStore(most=2, idle_seconds=60, limiter=Limiter(0), clock=lambda: now[0])

    async def scene():
        for key in ("a", "b", "a", "c"):
            await store.save(key, Conversation(said=1))
        kept = [await store.load(key) for key in "abc"]
        now[0] = 61.0
        return kept, [await store.load(key) for key in "abc"], len(store)

    kept, later, size = asyncio.run(scene())

    assert [each is not None for each in kept] == [True, False, True]
    assert (later, size) == ([None, None, None], 0)


def test_app_without_lifespan(make_client):
    """Mounted in another app, which starts nothing for it, the app loads its bot by itself."""
    app = create_app(Settings(rate=0), StubBot())
    client = Client(app)

    answered = client.post(REPLY, {"text": "hi"})
    client.close()

    assert answered.status == 200
