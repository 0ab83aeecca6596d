"""Workers: processes, here or on many machines, that grade."""
