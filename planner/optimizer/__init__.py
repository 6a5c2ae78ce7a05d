"""The optimizer: network in, outcome out. Its door is ``process.solve``.

Of the rest only what needs no solver is for others: ``windows``, by which hopeless limits are found without a search.
"""
