"""Products: every way to multiply the operands, and which of them came back."""
