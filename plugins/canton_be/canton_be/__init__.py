"""Berne: the facts, the look and the rules of its office."""
