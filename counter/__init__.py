"""The counter: the clerk's page, and what the call button and its lamp mean."""
