"""What proves who somebody is beside the password: an authenticator app, codes on paper; and a phone that is lost."""
