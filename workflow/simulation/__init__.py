"""A city lived through in virtual time: its problems, its people, and what must hold at every step.

Everything that decides here is pure and drawn from seeds; `life.py` goes from event to event, in memory
(`in_memory.py`) or through the engine (`in_database.py`).
"""
