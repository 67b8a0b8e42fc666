"""What is being made and what was: a row for each job."""
