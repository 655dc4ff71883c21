"""Looks: ``base`` is everybody's; a canton adds its own custom properties and logo."""
