"""Why a plan is as it is, why there is none, and what it would take: nothing of it is guessed.

``reasons``, ``story`` and ``debt`` read what a schedule says. Everything else is solved for: generators that ask for
solves (``asking``) and yield findings one by one; who solves is passed in. All sentences are in ``wording``.
"""
