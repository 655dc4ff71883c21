"""The gettext catalogues, one folder per language; ``guichet.i18n`` reads them."""
