"""Settings from arguments and environment."""

from __future__ import annotations

import argparse

import pytest

from kineret_bot.channels.http.options import add_options
from kineret_bot.channels.http.settings import Settings, SettingsError


def test_environment_and_arguments():
    """Variables set what arguments leave open."""
    environ = {
        "KINERET_BOT_RATE": "5",
        "KINERET_BOT_OPENAI": "yes",
        "KINERET_BOT_CORS_ORIGIN": "https://a.example https://b.example",
    }

    settings = Settings.read(environ, {"rate": 7, "openai": None, "store": None})

    assert (settings.rate, settings.openai) == (7, True)
    assert settings.cors_origin == ("https://a.example", "https://b.example")


def test_workers_get_the_same_settings():
    """Settings survive the way through the environment of a worker process."""
    settings = Settings(rate=9, openai=True, cors_origin=("https://a.example",), wait_seconds=1.5, store="redis://x")

    assert Settings.read(settings.environment()) == settings


def test_options_of_the_command():
    """The options of the command are settings by their names."""
    parser = argparse.ArgumentParser()
    add_options(parser)

    given = vars(parser.parse_args(["--cors-origin", "https://a.example", "--rate", "3", "--openai"]))

    assert {"cors_origin": ["https://a.example"], "rate": 3, "openai": True, "store": None}.items() <= given.items()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"cors_origin": ("*",)}, "cors_origin: expected an origin such as https://clinic.example, found `*`"),
        (
            {"cors_origin": ("https://a.example/",)},
            "cors_origin: expected an origin such as https://clinic.example, found `https://a.example/`",
        ),
        ({"store": "pw@host"}, "store: expected an address such as redis://127.0.0.1:6379/0, found something else"),
        ({"rate": -2}, "rate: expected messages a minute, or 0 for no limit, found -2"),
        ({"pending": 0}, "pending: expected more than 0, found 0"),
    ],
)
def test_wrong_settings(settings, message):
    """A wrong setting is named, with what was found and what was expected."""
    with pytest.raises(SettingsError) as error:
        Settings(**settings)

    assert str(error.value) == message


def test_wrong_variable():
    """A variable that cannot be read is named."""
    with pytest.raises(SettingsError) as error:
        Settings.read({"KINERET_BOT_RATE": "lots"})

    assert str(error.value) == "KINERET_BOT_RATE: expected a whole number, found `lots`"


def test_secrets_are_not_shown():
    """Neither the key nor the store's address, which may hold a password, shows in a printed value."""
    assert "s3cret" not in repr(Settings(api_key="s3cret", store="redis://:s3cret@host"))
