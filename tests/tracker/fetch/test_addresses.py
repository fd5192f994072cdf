import pytest

from tracker.fetch.addresses import refusal

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1",
]  # fmt: skip
SPECIAL = [
    "0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "100.100.100.200",
    "168.63.129.16", "::", "::2", "::7f00:1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1",
    "ff02::1", "ff0e::1", "2002:7f00:1::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1",
    "100::1", "fd00:ec2::254", "64:ff9b:1::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.1",
    "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_loopback_and_private_addresses_are_for_the_operator_alone(address: str) -> None:
    assert refusal(address) == "private"


@pytest.mark.parametrize("address", SPECIAL)
def test_special_addresses_are_for_nobody(address: str) -> None:
    assert refusal(address) == "special"


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_for_everyone(address: str) -> None:
    assert refusal(address) is None
