"""Plugins: what the course puts into the seams of nbgrader."""
