"""The signature of a manifest: a backup that another has made, or changed, is not restored.

The public key to which the pieces are encrypted stands in every manifest, so encryption alone does not say who made
them: who can write into the folder of the backups could hand in another desk, or a dump with statements of theirs.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from guichet.keys import Keys

SigningKey = Ed25519PrivateKey
"""Kind of key that signs a manifest."""
PURPOSE = "backup"


def signing_key(keys: Keys) -> SigningKey:
    """The key that signs the backups of a desk, derived from the master secret."""
    return Ed25519PrivateKey.from_private_bytes(keys(PURPOSE))


def public_text(key: SigningKey) -> str:
    """Its public half in hexadecimal, which may be known to all: it verifies, and signs nothing."""
    return key.public_key().public_bytes_raw().hex()


def is_signed(signer: str, data: bytes, signature: str) -> bool:
    """Whether the key with this public half has signed the data (Ed25519, RFC 8032; all texts in hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
