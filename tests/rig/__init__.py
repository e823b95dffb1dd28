"""What the tests stand on: a real PostgreSQL, the real server, a real browser."""
