"""What a command tells the person at the keyboard, without a traceback."""


class CannotRun(Exception):
    """The command cannot go on; the message says what was expected, what was found and what to do."""
