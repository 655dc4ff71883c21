"""Ticino: an Italian-speaking canton with a catalogue of its own."""
