"""What deploy/ holds: nginx is run in front of two replicas; the rest, which needs containers, is read."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from http_client import has_numbers
from http_server import Redis, answers, free_port, need_redis, running_process, wait_until
from http_stub import CARD

from kineret_bot.channels.http.settings import PREFIX, Settings
from kineret_bot.triage.numbers import FAILSAFE

DEPLOY = Path(__file__).parents[2] / "deploy"


@contextmanager
def nginx(folder: Path, *replicas: int):
    """nginx with our file, host names and the port replaced; gives its port."""
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("listen 8080", f"listen 127.0.0.1:{port}")
    for name, replica in zip(("one:8000", "two:8000"), replicas, strict=True):
        text = text.replace(f"server {name}", f"server 127.0.0.1:{replica}")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(f"pid {folder}/pid; daemon off;\n{text.replace('http {', 'http { ' + places)}")
    process = subprocess.Popen(["nginx", "-e", "stderr", "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: process.poll() is not None or answers(port), "nginx to listen")
        assert process.poll() is None
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, text: str):
    """A message of one chat, through nginx; the status and the JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = json.dumps({"text": text, "conversation_id": "chat"})
    connection.request("POST", "/api/v1/reply", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    found = response.status, json.loads(response.read())
    connection.close()
    return found


def test_nginx_in_front_of_two_replicas(tmp_path):
    """A chat goes over both replicas; one lost is not noticed; with both lost, the numbers still come."""
    need_redis()
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    redis = Redis(tmp_path)
    redis.start()
    options = ("--store", redis.url, "--trusted-proxy", "127.0.0.1", "--rate", "9")
    try:
        with (
            running_process(*options) as one,
            running_process(*options) as two,
            nginx(tmp_path, one.port, two.port) as port,
        ):
            texts = [ask(port, f"name:n{turn}")[1]["text"] for turn in range(4)]
            one.stop()
            after = [ask(port, "I can't breathe") for _ in range(4)]
            metrics = _status(port, "/metrics")
            limited = [ask(port, "hi")[0] for _ in range(3)]
            two.stop()
            status, away = ask(port, "I can't breathe")
    finally:
        redis.kill()

    assert texts[3] == "Turn 4: name:n0 name:n1 name:n2 name:n3."
    assert {(code, reply["text"]) for code, reply in after} == {(200, CARD)}
    assert metrics == 404
    assert limited[-1] == 429
    assert status == 503
    assert has_numbers(away["text"])
    assert away["error"]["code"] == "away"


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_last_words_are_ours():
    """What nginx says when nobody is there ends with the approved text."""
    assert f'{FAILSAFE}"' in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml", "Containerfile"])
def test_settings_exist(name):
    """Every variable that is set is one of ours."""
    text = (DEPLOY / name).read_text(encoding="utf-8")

    known = {*Settings().environment(), f"{PREFIX}CACHE"}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text)) <= known


def test_pods_are_locked_up():
    """Each container of the manifest has limits, a read-only root, no rights, and a probe."""
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))

    pods = [each["spec"]["template"]["spec"] for each in documents if each["kind"] == "Deployment"]
    assert len(pods) == 2
    for pod in pods:
        (container,) = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert {"requests", "limits"} == container["resources"].keys()
        assert "readinessProbe" in container


def test_compose_has_two_replicas():
    """The compose file has nginx, two replicas with a read-only root, and a Redis."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]

    assert set(services) == {"nginx", "one", "two", "redis"}
    assert all(services[name]["read_only"] for name in ("one", "two", "redis"))
