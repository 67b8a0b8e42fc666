"""How the desk's connections are, in one line at the window's bottom."""
