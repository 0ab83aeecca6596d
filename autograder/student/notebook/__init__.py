"""What the notebook around a check tells: its cells, its file, how `check` was called, what the answer prints."""
