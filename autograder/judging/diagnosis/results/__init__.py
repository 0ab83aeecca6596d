"""What was done to the right result: a function of it, another way to gather its terms, its δ, its powers, its gaps."""
