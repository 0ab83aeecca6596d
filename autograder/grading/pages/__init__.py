"""Pages: what is shown of a submission, with nothing in it that runs."""
