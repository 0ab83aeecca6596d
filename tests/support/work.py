"""Work: how much a call does, counted and not timed, so that it is the same on the busiest machine."""

import sys


def calls(function):
    """What `function()` returns, and how many functions of Python and of C were called for it."""
    count = 0

    def profile(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        result = function()
    finally:
        sys.setprofile(before)
    return result, count
