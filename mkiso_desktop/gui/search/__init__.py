"""What is asked for: the search field, and what stands below it until there is a patient."""
