"""Speaks outward: tells whoever has a duty that something waits, in words that reveal nothing.

A channel is a folder.
"""
