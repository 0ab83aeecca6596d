"""Judging: turns an answer into a Verdict."""

VERDICT_KEY = "matrix_gradients"  # under which a notebook's metadata keep a verdict, and what its marks depend on
