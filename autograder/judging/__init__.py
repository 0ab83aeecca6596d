"""Judging: turns an answer into a Verdict."""
