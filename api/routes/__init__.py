"""The routes, one module a noun: parse, authorize, call one thing, choose the status."""
