"""What docs/protocol.md leaves to a library in "A client in 100 lines", which this program runs as it stands there.

usage: hundred_lines.py PAGE IDENTITY HOST PORT PEER, and on the standard input a text a line, or "!" for a message without an id.
"""

import base64
import collections
import hashlib
import os
import re
import socket
import ssl
import struct
import sys
import time


class Failure(Exception):
    pass


class Broken(Exception):
    pass


class Refused(Exception):
    pass


def cbor(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def head(major, number):
    return bytes([major << 5 | 27]) + struct.pack(">Q", number)


def uncbor(frame):
    value, rest = item(frame)
    assert not rest
    return value


def item(data):
    major, info, data = data[0] >> 5, data[0] & 31, data[1:]
    if major == 7:
        return {20: False, 21: True}[info], data
    if info >= 24:
        size = 1 << info - 24
        info, data = int.from_bytes(data[:size], "big"), data[size:]
    if major in (2, 3):
        return data[:info] if major == 2 else data[:info].decode(), data[info:]
    if major == 5:
        fields = {}
        for _ in range(info):
            key, data = item(data)
            fields[key], data = item(data)
        return fields, data
    assert major == 0
    return info, data


def is_map_with_text_keys(value):
    return isinstance(value, dict) and all(isinstance(key, str) for key in value)


class Certificate:
    def __init__(self, der):
        for form, length in (("302a300506032b6570032100", 44), ("3059301306072a8648ce3d0201", 91)):
            at = der.find(bytes.fromhex(form))
            if at >= 0:
                self.subject_public_key_info_der = der[at : at + length]


class Tls:
    def __init__(self, host, port, identity):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.load_cert_chain(identity)
        self.socket = context.wrap_socket(socket.create_connection((host, port)))
        self.socket.settimeout(18)
        self.peer_certificate = Certificate(self.socket.getpeercert(True))

    def write(self, data):
        self.socket.sendall(data)

    def read_exactly(self, length):
        data = b""
        while len(data) < length:
            more = self.socket.recv(length - len(data))
            if not more:
                raise EOFError("close_notify")
            data += more
        return data

    def close_notify(self):
        try:
            self.socket.settimeout(1)
            self.socket.unwrap()
        except OSError:
            pass  # the other side was quicker

    def drain(self, seconds):
        self.socket.close()


class Disk:
    def __init__(self, identity):
        self.name = "hundred"
        self.certificate_and_key = identity
        self.last_seq = collections.defaultdict(int)
        self.streams = {}
        self.pending = collections.defaultdict(list)
        self.received = {}
        self.inbox = []

    def sync(self):
        pass


def tls_connect(host, port, groups, own, verify):
    return Tls(host, port, own)


def base32_lower(data):
    return base64.b32encode(data).decode().lower()


def sha256(data):
    return hashlib.sha256(data).digest()


def uint32_big_endian(number):
    return struct.pack(">I", number)


def from_big_endian(data):
    return int.from_bytes(data, "big")


def milliseconds_since_2026():
    return int(time.time() * 1000) - 1767225600000


def now_ms():
    return int(time.time() * 1000)


def random_id():
    return os.urandom(8).hex()


def utf8(text):
    return text.encode()


def show(peer, message):
    print("received", message["content"].decode(), flush=True)


def give_up(peer, is_refused):
    disk.pending[peer] = [m for m in disk.pending[peer] if not is_refused(m["seq"])]
    print("gave up", flush=True)


random_bytes = os.urandom
page, identity, host, port, peer = sys.argv[1:]
disk = Disk(identity)
with open(page, encoding="utf-8") as file:
    client = re.search(r"```python\n(.*?)```", file.read(), re.DOTALL).group(1)
exec(client)

for line in sys.stdin:
    accept(line.strip(), peer)
    if line.strip() == "!":
        disk.pending[peer][-1]["id"] = ""
        accept("behind it", peer)
    deliver((host, int(port)), peer)
    print("delivered", len(disk.pending[peer]), flush=True)
