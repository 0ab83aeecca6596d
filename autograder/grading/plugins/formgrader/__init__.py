"""Formgrader: nbgrader's pages for marking, served so that no link leads to a script or to another's settings."""
