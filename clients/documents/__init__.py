"""A plan as pictures and documents: every number and every word from the one Plan, none computed here."""
