"""Hypotheses: each module supposes one kind of mistake and asks whether the numbers bear it out."""
