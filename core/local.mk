# What every request stands on: listener, loops, workers, database, sessions, audit. Knows no contest.
