"""Similar: pairs of students whose answers are worth a look side by side. Never a mark."""
