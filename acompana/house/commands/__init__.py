"""One module per command, named after it (`import_` for `import`).

Each has `run`, whose signature is the command's options and whose docstring is its help, or `commands`, a Typer
group. A module imports Django and the rooms inside `run`, so that `--help` answers at once.
"""
