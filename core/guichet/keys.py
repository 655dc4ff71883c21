"""Keys of one desk, derived from the master secret: a token signed by one desk does not verify at another."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """Derives one 32-byte key per purpose with HKDF-SHA-256 (RFC 5869); tenant and purpose are the context."""

    def __init__(self, secret: bytes, tenant_id: str) -> None:
        self._secret = secret
        self._tenant_id = tenant_id
        self._derived: dict[str, bytes] = {}

    def __call__(self, purpose: str) -> bytes:
        """The desk's key for a purpose, e.g. ``"session"``."""
        if purpose not in self._derived:
            # No salt: the secret is 32 random bytes already (RFC 5869, 3.1), and tenant and purpose separate the keys.
            # Changing this text invalidates every session, code and link of all desks.
            context = f"guichet/{self._tenant_id}/{purpose}".encode()
            self._derived[purpose] = HKDF(hashes.SHA256(), 32, salt=None, info=context).derive(self._secret)
        return self._derived[purpose]

    def __repr__(self) -> str:
        return f"<Keys of {self._tenant_id}>"
