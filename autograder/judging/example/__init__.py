"""A failing example small enough to be redone by hand: found by shrinking, written as a line that runs."""

from autograder.judging.example.search import smallest as smallest
from autograder.judging.example.written import Example as Example
