"""The same files against a server."""

from __future__ import annotations

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from test_qa_command import DEFAULTS

from kineret_bot.channels.scripted.asking import Server, ServerError
from kineret_bot.channels.scripted.command import test as run_test
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json


@pytest.fixture
def server(small_bot):
    """A server on loopback that speaks our JSON; `busy` holds answers that it gives before it is ready."""

    class Handler(BaseHTTPRequestHandler):
        busy: ClassVar[list[int]] = []
        paths: ClassVar[list[str]] = []

        def do_POST(self):
            self.paths.append(self.path)
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.busy:
                self.send_response(self.busy.pop())
                self.send_header("Retry-After", "7")
                self.end_headers()
                return
            before = request.get("conversation")
            reply = small_bot.reply(request["text"], Conversation.from_json(before) if before else Conversation())
            body = json.dumps({**reply_json(reply), "conversation": reply.conversation.to_json()}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield httpd
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def url(server):
    return f"http://127.0.0.1:{server.server_port}"


def test_the_same_file_tests_a_server(url, mixed, capsys):
    """
    Over HTTP the outcome is that of the library, conversations and alarms included.
    """
    options = argparse.Namespace(paths=[mixed], **{**DEFAULTS, "url": url})

    code = run_test(options, lambda: pytest.fail("needs no bot of its own"))

    assert code == 1
    assert "5 phrasings: 3 passed, 1 failed, 1 known to fail" in capsys.readouterr().out


def test_a_busy_server_is_asked_again(server, url):
    """
    429 and 503 are waited out, for as long as the server asks.
    """
    server.RequestHandlerClass.busy[:] = [503, 429]
    waited = []

    reply, _ = Server(url, waited.append).ask("storage", None)

    assert (reply["kind"], waited) == ("answer", [7.0, 7.0])


def test_the_url_may_name_the_endpoint(server, url):
    """
    The address of the server and that of its endpoint both do.
    """
    for address in (url, f"{url}/", f"{url}/api/v1/reply"):
        Server(address).ask("storage", None)

    assert server.RequestHandlerClass.paths == ["/api/v1/reply"] * 3


def test_a_server_that_is_down_is_said_in_one_sentence(mixed, capsys):
    """
    Nothing was tested, so the exit code is that of a usage error, not that of a failure.
    """
    code = run_test(argparse.Namespace(paths=[mixed], **{**DEFAULTS, "url": "http://127.0.0.1:9"}), lambda: None)

    assert code == 2
    assert capsys.readouterr().err == (
        "kineret-bot: http://127.0.0.1:9/api/v1/reply cannot be asked: "
        "[Errno 111] Connection refused; is the server running?\n"
    )


def test_only_http():
    """
    Other addresses, files among them, are refused.
    """
    with pytest.raises(ServerError, match="starts with http"):
        Server("file:///etc/passwd")
