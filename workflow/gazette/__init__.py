"""Bulletins as the deciding sees them: who may write to one, who approves it, when it comes out, who is told.

Pure. The doing is in `workflow.issuing`; what is in a bulletin is `workflow.bulletins`.
"""
