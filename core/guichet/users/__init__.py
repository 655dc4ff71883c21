"""Users: who there is, registration, invitations, links by e-mail, password reset."""
