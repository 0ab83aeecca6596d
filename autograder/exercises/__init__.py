"""Exercises: what is asked, what it is tried on, and what is measured to be true."""
