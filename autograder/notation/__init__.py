"""The course's notation: written by students, judged by meaning, never evaluated as code."""
