"""Proofreading: what an author is told of a lesson before anything of it is run, each slip by its file and line."""
