"""What a person may change, and the first start; the plan of the gui says who does what."""
