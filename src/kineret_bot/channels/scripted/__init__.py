"""Scripted questions and answers: `*.qa.yaml` files say what is asked, what has to come (docs/scripted-tests.md)."""
