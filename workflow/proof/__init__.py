"""The proof that under these rules, this territory, these posts and rosters no incident can be left lying.

`findings` says what can be found, `proving` goes through all parts, `replaying` drives a counter-example through the
engine in memory.
"""
