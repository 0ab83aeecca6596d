"""The functions that every exercise knows: what each takes, what it gives, and what it computes."""
