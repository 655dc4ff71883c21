"""Signing in: the password, the code, the browser that is known, and the way on from there."""
