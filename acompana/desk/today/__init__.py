"""Hoy: what this user has to do, most urgent first, each with its reason."""
