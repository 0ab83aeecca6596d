"""Meaning: what a tree is worth, for random matrices of given sizes."""
