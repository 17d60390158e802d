"""Deciding how the city is kept: what a change of its people, posts, units and grids does, and what follows of it.

wishes      what can be asked              amendment    what it comes to
people      persons, posts, sign-ins       places       units and grids
following   what would follow              chain        the changes' hashes
"""
