"""Where a delivery may connect to: the address is judged when the socket is made for it, so no name can lie."""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
AddressInfo = tuple[int, int, int, str, Sequence[Any]]

NAT64 = ipaddress.ip_network("64:ff9b::/96")
EXTRA = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "168.63.129.16/32",  # the host's agent of an Azure machine
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "64:ff9b:1::/48",
        "::ffff:0:0:0/96",  # IPv4-translated
        "fec0::/10",  # site-local
        "3fff::/20",  # for documentation
        "5f00::/16",  # segment routing
    )
)
"""Networks that `is_global` does not refuse in every Python that we run on."""


class PrivateTarget(Exception):
    """The target's name leads into a private network."""


def is_public(text: str) -> bool:
    """Whether anybody on the internet could reach this address too."""
    address = inner(ipaddress.ip_address(text.partition("%")[0]))
    if any(address in network for network in EXTRA if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or _compatible(address)


def _compatible(address: ipaddress.IPv6Address) -> Address:
    """::a.b.c.d, long deprecated and still understood by some."""
    return ipaddress.IPv4Address(int(address)) if 1 < int(address) < 2**32 else address


def public_socket(info: AddressInfo) -> socket.socket:
    """A socket for one resolved address, which is the one it will connect to."""
    address = str(info[4][0])
    if not is_public(address):
        raise PrivateTarget(f"The target resolves to the private address {address}")
    return any_socket(info)


def any_socket(info: AddressInfo) -> socket.socket:
    family, kind, protocol, _, _ = info
    return socket.socket(family, kind, protocol)
