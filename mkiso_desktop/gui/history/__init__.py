"""What was made, for whom, when and by which way; and what can be done with it now."""
