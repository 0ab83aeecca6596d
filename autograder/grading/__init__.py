"""The trusted side: what plugs into nbgrader, and what takes a class through it."""
