"""The command line: asks the planner, prints what it answers, and carries its status out as an exit code."""
