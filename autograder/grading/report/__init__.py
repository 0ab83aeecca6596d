"""Report: the class on one page, for a person to look at: tables, plots, and what to do next."""
