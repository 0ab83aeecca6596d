"""Commands between a course and Canvas or Moodle: the roster and downloads in, marks out."""
