"""Learning management systems, Canvas and Moodle: their rosters and downloads in, marks in their columns out."""
