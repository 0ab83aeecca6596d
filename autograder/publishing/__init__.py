"""Publishing: a text becomes two notebooks."""
