"""Syntax: from what was typed to a tree."""
