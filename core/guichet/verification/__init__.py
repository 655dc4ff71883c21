"""Verification of a desk's data, which reads everything and changes nothing.

`object_walk` loads every object and compares every blob, `index_checks` compares the lists with the objects that they
list, `verify` does both and computes the audit log again.
"""
