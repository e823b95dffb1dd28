"""Anotar: the forms, made from the content and from the kinds of facts."""
