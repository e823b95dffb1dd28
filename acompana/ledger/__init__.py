"""The ledger remembers: facts are added, never changed. `door.append` is the only way in."""
