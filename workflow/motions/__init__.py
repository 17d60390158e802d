"""Motions to change the rules: what each move does, what was known when one was put, and what came of it.

Pure, like `workflow.meetings`; `workflow.proposing` does it.
"""
