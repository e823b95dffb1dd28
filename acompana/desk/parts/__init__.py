"""What several screens share: the page around them, and how moments, levels and people are shown."""
