"""A plan in Jira: compared, written and read back, so that nothing is doubled and no edit of a person is lost."""
