"""Feedback: what a student's page says of the marks before it shows the notebook."""
