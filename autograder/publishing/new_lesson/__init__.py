"""A new lesson: its text, its declaration and its figures, which build, check and grade at once."""
