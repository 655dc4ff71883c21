"""What a plugin keeps to: one list of rules, from which its tests, ``guichet plugin check`` and the docs are made."""
