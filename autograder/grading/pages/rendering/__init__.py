"""Rendering: how much of a submission a page shows, and what making it may cost."""
