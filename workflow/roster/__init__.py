"""Rosters at work (值班): what can be changed of them, what a change leaves uncovered, and what a week looks like.

Pure: plain values and `now` in, values out. `workflow.rostering` makes it so.
"""
