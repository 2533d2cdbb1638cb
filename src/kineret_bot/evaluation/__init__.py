"""Figures for curators: how often the bot is right on labelled messages, and where it is not (docs/evaluation.md)."""
