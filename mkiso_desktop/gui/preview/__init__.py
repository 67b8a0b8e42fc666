"""Who it is, what there is, and what can be made of it."""
