"""Distributions of new plugins, written from templates by ``guichet plugin new``."""
