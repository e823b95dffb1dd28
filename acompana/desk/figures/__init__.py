"""Cifras: the program's year in numbers."""
