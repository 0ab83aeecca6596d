"""Classroom: the commands about a class: grade it, look at it, say until when."""
