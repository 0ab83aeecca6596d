"""Advice: what to do about an exception that an answer raises, from its kind and its text alone.

Nothing here looks at the answer, so that the advice is the same on both sides of the wall.
"""

from autograder.judging.advice.exceptions import advise as advise
