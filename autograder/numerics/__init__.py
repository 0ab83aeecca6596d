"""Numerics: measures derivatives of any function, and finds a wrong entry of a gradient."""
