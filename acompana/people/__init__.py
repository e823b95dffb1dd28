"""KNOWS WHO: users, roles, teams, places, rota, devices. The people cared for are facts in `ledger`."""
