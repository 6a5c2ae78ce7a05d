"""The page: budgets explored live, in front of a client; files that a browser runs, and nothing that runs here.

The service serves them at ``/`` (``api.routes.page``). They ask its JSON API and nothing else.
"""
