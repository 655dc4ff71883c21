"""Objects of a PDF, as pikepdf has them."""

from pikepdf import Dictionary, Stream

HOLDERS = (Dictionary, Stream)
"""What has keys: some readers take a stream where a dictionary belongs, for the dictionary that it has."""
