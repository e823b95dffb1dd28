"""Today: each person's card, tasks and open risk. All of it can be dropped and made again from the facts."""
