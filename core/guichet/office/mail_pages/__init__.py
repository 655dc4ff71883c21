"""Pages about the desk's mails: addresses that cannot be reached, previews of the templates."""
