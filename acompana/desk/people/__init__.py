"""Personas: finding somebody, and registering who is not there yet."""
