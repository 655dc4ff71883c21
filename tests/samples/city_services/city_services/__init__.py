"""Text messages and malware scanner of a computing centre."""
