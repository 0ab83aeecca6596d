"""Entirely blank: handed in as it was released."""
