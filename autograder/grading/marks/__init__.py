"""Marks: what the gradebook comes to, for an instructor, and for other programs."""
