"""KNOWS WHO: users, roles, teams, places, rota, devices. Ordinary rows; the people cared for are facts in `ledger`."""
