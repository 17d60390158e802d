"""Who may ask, and how: the engine behind HTTP. Nothing is decided here."""
