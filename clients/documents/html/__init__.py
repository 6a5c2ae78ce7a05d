"""The report of a plan as one file of HTML: no script, nothing from elsewhere, for screens of any width and paper."""
