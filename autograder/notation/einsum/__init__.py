"""Einsum strings, judged by meaning."""
