"""The daily mail with the head of the audit log, to a person outside the desk whom a setting names."""
