"""The web desk: what staff see and record. One folder per screen, each with its view, its queries and its templates."""
