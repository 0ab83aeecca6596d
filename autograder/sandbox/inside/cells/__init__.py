"""Cells: a submission's cells run in IPython, without a kernel."""
