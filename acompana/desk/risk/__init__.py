"""Riesgo: every open risk of the viewer's places, gravest first, with its clock and who answers for it."""
