"""The kinds of exercise, a module each: what is asked, and how an answer to it is judged."""
