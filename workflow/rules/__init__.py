"""The rules that a city's centre edits: `language` says what they are, `reading` reads them from a text, `matching`
finds the route of a case."""
