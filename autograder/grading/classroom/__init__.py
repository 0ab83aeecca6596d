"""Classroom: takes a class through its grading."""
