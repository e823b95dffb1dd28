"""Equipo: the phones of the workers of one's places, and handing people over from one agent to another."""
