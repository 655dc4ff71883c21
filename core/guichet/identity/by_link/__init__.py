"""What is done behind a link in a mail: proving an address, a new password, an invitation."""
