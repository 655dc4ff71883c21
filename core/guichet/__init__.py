"""The online desk of the Swiss disability-insurance offices: a framework that knows no canton and no form.

Companies and insured persons register, sign in, fill in an invoice form, attach their proofs and send; the office
accepts, asks for a correction, or refuses. Cantons and invoice types are plugins, see :mod:`guichet.hookspecs`. The
repository layout is described in ``docs/architecture.md``.
"""
