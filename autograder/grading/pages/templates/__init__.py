"""Templates: how nbgrader's are loaded, with what they say of names escaped, and compiled once for a whole class."""
