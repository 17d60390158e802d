"""How fast it is, measured: `make bench`, or `python -m bench intake sweep` for some of it."""
