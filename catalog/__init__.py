"""What can be done: maturity models as data, read, validated and scaled. Knows nothing of planning."""
