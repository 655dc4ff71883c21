"""The documentation, installed with the core so that an author of a plugin has it: ``guichet docs``."""
