"""`python -m acompana` is the command `acompana`."""

from acompana.house.cli import main

main()
