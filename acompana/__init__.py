"""Acompaña: community mental-health care, from the first sign to recovery."""
