"""How much is too much: tries on a password or a code, passwords at the same moment, mails and messages."""
