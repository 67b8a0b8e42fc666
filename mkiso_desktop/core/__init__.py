"""Words that every floor speaks: frozen, without threads and without wires."""
