"""How people prove that it is they: passwords, one-time codes, tokens."""

from adapters.outbound.identity.argon2 import Argon2Passwords
from adapters.outbound.identity.sealing import AesGcmSealer
from adapters.outbound.identity.secrets import SystemTokens
from adapters.outbound.identity.totp import TotpCodes

__all__ = ["AesGcmSealer", "Argon2Passwords", "SystemTokens", "TotpCodes"]
