"""Imagines a program's year: invented people, agents and professionals whose work leaves ordinary facts.

Nothing here knows how the year should come out. `parameters/` says how people feel, answer, wait, agree and drop out,
and what the staff has hours for; the figures of the year follow from that.
"""
