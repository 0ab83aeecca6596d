"""Submission: one notebook from its bytes to its verdicts; a pure function."""
