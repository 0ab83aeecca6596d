"""Templates: how nbgrader's are loaded, with what they say of names escaped, and compiled once for a whole class."""

from pathlib import Path

FOLDER = Path(__file__).parent  # of the pages' templates, a folder for each kind of page as nbconvert looks for them
