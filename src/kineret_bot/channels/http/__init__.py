"""The bot over HTTP: an ASGI app that speaks our own reply JSON, Rasa's REST shape and, if asked to, OpenAI's.

`app` is the ASGI app, `serve` runs it, `settings` is everything that can be set. Starlette is imported
here and nowhere else; one module holds one idea.
"""
