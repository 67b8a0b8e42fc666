"""Help that needs no network, and what this program is made of."""
