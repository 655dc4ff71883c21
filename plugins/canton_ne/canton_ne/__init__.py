"""Neuchâtel: facts, look and rules of its office."""
