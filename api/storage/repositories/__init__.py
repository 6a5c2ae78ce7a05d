"""All SQL of the service, a module for each noun.

A repository is made of a session and a workspace, and sees nothing of another workspace: that is decided here and
nowhere else. It never commits: the transaction is the session's, from its beginning to its end.
"""
