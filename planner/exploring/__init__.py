"""Studies: families of requests answered together: the frontier, the inverse questions, grids, comparisons, tornados.

Each is an exploration (``planner.asking``): it asks for solves and is sent answers; who runs it is passed in.
"""
