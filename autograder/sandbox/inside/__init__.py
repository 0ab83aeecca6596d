"""What runs behind the wall. It holds no expected value, needs no protection, and imports nothing of the rest."""
