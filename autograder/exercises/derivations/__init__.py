"""Derivations, declared: the symbols with their shapes, what is asked of them, and the steps that must be seen."""
