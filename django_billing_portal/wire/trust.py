import ssl
from functools import cache

from .faults import WireError, WrongSetup


@cache
def trust(ca_bundle: str, socket_class: type[ssl.SSLSocket] = ssl.SSLSocket) -> ssl.SSLContext:
    """Trust what the system trusts (``SSL_CERT_FILE`` too) and the SDK's own bundle; reading them takes 20 ms."""
    context = ssl.create_default_context()
    context.sslsocket_class = socket_class
    context.load_verify_locations(ca_bundle)
    return context


def tls_fault(problem: object) -> WireError:
    """Tell a certificate that is not trusted from a handshake that broke. Neither is retried."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return WrongSetup(
            f"The server's certificate is not trusted ({problem.verify_message}): "
            "look at this machine's clock, its certificates (SSL_CERT_FILE) and PROXY."
        )
    return WireError("The TLS handshake failed.")
