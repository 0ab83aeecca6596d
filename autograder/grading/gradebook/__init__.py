"""Gradebook: writes results into nbgrader's gradebook and folders."""
