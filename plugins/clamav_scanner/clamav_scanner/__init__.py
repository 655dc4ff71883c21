"""Scanner of attached files: ClamAV, asked through the socket of its daemon."""
