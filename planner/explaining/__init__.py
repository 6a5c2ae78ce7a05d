"""Why a plan is as it is, why there is none, and what it would take: answers that were all solved for, none guessed.

Searches are generators that ask for solves (``asking``) and yield findings one by one; who solves is passed in.
"""
