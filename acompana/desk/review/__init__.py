"""Revisar: what the write door refused, for the coordination to let in, correct or settle."""
