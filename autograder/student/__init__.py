"""What a student sees in a notebook: the verbs, the cards, the pictures."""
