"""Meetings as the deciding sees them: when they are owed, what is on their agenda, who comes, what their moves do.

Pure. The doing is in `workflow.convening`.
"""
