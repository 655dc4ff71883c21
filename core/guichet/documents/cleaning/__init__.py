"""Cleaning of files from outside. Runs in a process of its own, so it imports neither texts nor the database."""
