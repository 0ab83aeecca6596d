"""The attackers: hostile notebooks, and the scene that they are tried in."""
