"""Patrols as the deciding sees them: spots, the looks at them that are owed, campaigns, and what their moves do.

Pure. The doing is in `workflow.patrolling`.
"""
