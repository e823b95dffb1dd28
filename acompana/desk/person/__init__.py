"""One person: how they are, what is owed to them, what happened."""
