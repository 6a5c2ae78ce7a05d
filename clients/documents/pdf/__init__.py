"""The report of a plan as PDF, set by typst with the fonts that it brings along."""
