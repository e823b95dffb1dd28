"""Figuras: the program's year in numbers."""
