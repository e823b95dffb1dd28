"""Personal: who works here and where, and who is on duty when. What an administrator keeps in order."""
