"""Berne: facts, look and rules of its office."""
