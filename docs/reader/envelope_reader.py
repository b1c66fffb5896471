#!/usr/bin/env python3
"""A reader of the envelope format, version 1, written from format.md alone. It follows the page from top to bottom;
the numbers in comments (R3.2) are those of the page."""

import argparse
import base64
import hashlib
import hmac
import json
import re
import struct
import sys
from typing import Dict, Iterable, List, NamedTuple, Tuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Context = Iterable[Tuple[str, str]]
Keyring = Dict[str, Dict[str, bytes]]  # name -> version -> K


class EnvelopeError(Exception):
    """The one error; `code` is the stable name that the page gives it."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code = code


# ---------------------------------------------------------------------------------------------- 1. Conventions

def u8(n: int) -> bytes:
    return struct.pack(">B", n)


def u16(n: int) -> bytes:
    return struct.pack(">H", n)


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    result, block, i = b"", b"", 1
    while len(result) < length:
        block = hmac.new(prk, block + info + u8(i), "sha512").digest()
        result, i = result + block, i + 1
    return result[:length]


def aes(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


# ---------------------------------------------------------------------------------------- 2. Encryption context

MAX_PAIRS = 64
MAX_CANONICAL = 8192


def canonical_context(context: Context) -> bytes:
    pairs = list(context)
    if len(pairs) > MAX_PAIRS:  # R2.1
        raise EnvelopeError("invalid-context", f"The context has more than {MAX_PAIRS} pairs.")
    try:  # R2.3; strict UTF-8 refuses lone surrogates
        encoded = sorted((key.encode("utf-8"), value.encode("utf-8")) for key, value in pairs)
    except UnicodeEncodeError:
        raise EnvelopeError("invalid-context", "A text of the context has no UTF-8 form.") from None
    if len({key for key, _ in encoded}) != len(encoded):  # R2.2
        raise EnvelopeError("invalid-context", "A key occurs twice in the context.")
    # R2.5 before R2.4, so that no length exceeds its two bytes
    if 2 + sum(4 + len(key) + len(value) for key, value in encoded) > MAX_CANONICAL:
        raise EnvelopeError("invalid-context", f"The canonical context is longer than {MAX_CANONICAL} bytes.")
    return u16(len(encoded)) + b"".join(  # R2.4
        u16(len(key)) + key + u16(len(value)) + value for key, value in encoded)


# ------------------------------------------------------------------------------------------------ 3. Key block

MAGIC = b"ENV"
FORMAT_VERSION = 1
MAX_NAME = 64
MAX_VERSION = 64
MAX_WRAPPED = 8192
MAX_EXTRAS = 7
NAME_CHARACTERS = re.compile(rb"[a-z0-9./-]*")
VERSION_CHARACTERS = re.compile(rb"[A-Za-z0-9.-]*")


class Entry(NamedTuple):
    name: bytes
    version: bytes
    wrapped: bytes


class Input:
    """The input with a position in it. Nothing is taken that is not there."""

    def __init__(self, data: bytes):
        self.data, self.position = data, 0

    def take(self, count: int, field: str) -> bytes:
        if count > len(self.data) - self.position:  # R3.10
            raise EnvelopeError("truncated", f"The input ends in or before the {field}.")
        self.position += count
        return self.data[self.position - count:self.position]

    def rest(self) -> bytes:
        return self.data[self.position:]


def check_name_length(length: int) -> None:
    if not 1 <= length <= MAX_NAME:  # R3.3
        raise EnvelopeError("malformed", f"The length of a name is not 1 to {MAX_NAME}.")


def check_name(name: bytes) -> None:
    if not NAME_CHARACTERS.fullmatch(name):  # R3.4
        raise EnvelopeError("malformed", "A name has a character that no name has.")


def check_version_length(length: int) -> None:
    if length > MAX_VERSION:  # R3.6
        raise EnvelopeError("malformed", f"The length of a version is not 0 to {MAX_VERSION}.")


def check_version(version: bytes) -> None:
    if not VERSION_CHARACTERS.fullmatch(version):  # R3.7
        raise EnvelopeError("malformed", "A version has a character that no version has.")


def read_entry(source: Input, earlier: List[Entry]) -> Entry:
    name_length = source.take(1, "name length")[0]
    check_name_length(name_length)
    name = source.take(name_length, "name")
    check_name(name)
    if any(name == entry.name for entry in earlier):  # R3.5
        raise EnvelopeError("malformed", "A name occurs twice in the key block.")
    version_length = source.take(1, "version length")[0]
    check_version_length(version_length)
    version = source.take(version_length, "version")
    check_version(version)
    wrapped_length = int.from_bytes(source.take(2, "wrapped length"), "big")
    if not 1 <= wrapped_length <= MAX_WRAPPED:  # R3.8
        raise EnvelopeError("malformed", f"A wrapped length is not 1 to {MAX_WRAPPED}.")
    return Entry(name, version, source.take(wrapped_length, "wrapped DEK"))


def read_key_block(source: Input) -> List[Entry]:
    beginning = source.data[:len(MAGIC)]
    if not beginning or not MAGIC.startswith(beginning):  # R3.1
        raise EnvelopeError("not-an-envelope", "The input does not begin as an envelope does.")
    source.take(len(MAGIC), "magic")
    if source.take(1, "format version")[0] != FORMAT_VERSION:  # R3.2
        raise EnvelopeError("unsupported-version", "The format version is not 1.")
    entries = [read_entry(source, [])]
    extras = source.take(1, "number of extras")[0]
    if extras > MAX_EXTRAS:  # R3.9
        raise EnvelopeError("malformed", f"The number of extras is not 0 to {MAX_EXTRAS}.")
    for _ in range(extras):
        entries.append(read_entry(source, entries))
    return entries


# -------------------------------------------------------------------------------------------- 4. Content block

SALT = 24
HEADER = 56
TAG = 16
CHUNK = 16400
MAX_CHUNKS = 2 ** 38


def check_content_length(length: int) -> None:
    if length < HEADER:  # R4.1
        raise EnvelopeError("truncated", "The content block is shorter than its header.")
    if (length - HEADER) % CHUNK < TAG:  # R4.2
        raise EnvelopeError("truncated", "The content block ends before its last chunk does.")
    if (length - HEADER) // CHUNK + 1 > MAX_CHUNKS:  # R4.8
        raise EnvelopeError("too-large", "The message is longer than any message.")


def open_content(dek: bytes, canonical: bytes, content: bytes) -> bytes:
    """The message. The length of `content` was checked."""
    content_context = b"envelope/v1" + b"\0" + canonical
    salt, commitment = content[:SALT], content[SALT:HEADER]
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM" + b"\0" + salt + content_context
    derived = hkdf_expand(dek, info, 76)
    key, base_nonce, expected = derived[:32], derived[32:44], derived[44:]
    if not hmac.compare_digest(commitment, expected):  # R4.4, in constant time
        raise EnvelopeError("content-refused", "The commitment is another one: altered content, or another context or record.")
    gcm = AESGCM(key)
    pieces = []  # R4.6: returned when the last chunk was authenticated
    for i, offset in enumerate(range(HEADER, len(content), CHUNK)):
        nonce = xor(base_nonce, i.to_bytes(12, "big"))
        try:
            pieces.append(gcm.decrypt(nonce, content[offset:offset + CHUNK], None))
        except InvalidTag:  # R4.5
            raise EnvelopeError("content-refused", f"Chunk {i} does not open.") from None
    return b"".join(pieces)


# ----------------------------------------------------------------------------- 5. Local keys and tenant keys

WRAPPED, WRAPPED_LENGTH = 0x01, 73
DERIVED, DERIVED_LENGTH = 0x02, 17


def cmac(key: bytes, message: bytes) -> bytes:
    """AES-CMAC of one or two whole blocks."""
    top = int.from_bytes(aes(key, bytes(16)), "big")
    k1 = (top << 1) % (1 << 128) ^ (0x87 if top >> 127 else 0)
    first, last = message[:-16], message[-16:]
    if first:
        last = xor(aes(key, first), last)
    return aes(key, xor(last, k1.to_bytes(16, "big")))


def open_wrapped(k: bytes, entry: Entry, canonical: bytes) -> bytes:  # 5.1
    wrap_key = hkdf_expand(k, b"envelope/v1/wrap", 32)
    aad = (b"envelope/v1/wrap" + b"\0" + u8(len(entry.name)) + entry.name
           + u8(len(entry.version)) + entry.version + canonical)
    nonce, sealed = entry.wrapped[1:25], entry.wrapped[25:]
    m1 = b"\0\1X\0" + nonce[:12]
    m2 = b"\0\2X\0" + nonce[:12]
    try:
        return AESGCM(cmac(wrap_key, m1) + cmac(wrap_key, m2)).decrypt(nonce[12:], sealed, aad)
    except InvalidTag:  # R5.2
        raise EnvelopeError("wrapped-key-refused", "The wrapped key does not open: altered, or another key or context.") from None


def derive(k: bytes, entry: Entry) -> bytes:  # 5.2
    derive_key = hkdf_expand(k, b"envelope/v1/derive", 32)
    fixed = b"envelope-dek" + b"\0\1" + entry.wrapped[1:]
    return cmac(derive_key, u16(1) + fixed) + cmac(derive_key, u16(2) + fixed)


def unwrap(entries: List[Entry], canonical: bytes, keyring: Keyring) -> bytes:
    # R8.2, R8.3: the first entry that the keyring holds. With local keys no failure passes, so none is tried after it.
    entry = next((entry for entry in entries if entry.name.decode("ascii") in keyring), None)
    if entry is None:  # R8.1, 5
        raise EnvelopeError("kek-not-in-keyring", "The keyring holds none of the names of the key block.")
    k = keyring[entry.name.decode("ascii")].get(entry.version.decode("ascii"))
    if k is None:  # R5.3
        raise EnvelopeError("kek-version-retired", "The keyring does not hold the version that the entry names.")
    kind = (entry.wrapped[0], len(entry.wrapped))
    if kind == (WRAPPED, WRAPPED_LENGTH):
        return open_wrapped(k, entry, canonical)
    if kind == (DERIVED, DERIVED_LENGTH):
        return derive(k, entry)
    raise EnvelopeError("wrapped-key-refused", "The wrapped key has another format byte or length.")  # R5.1


# ------------------------------------------------------------------------------------------------ 6. Text form

PREFIX = "env1:"
OTHER_VERSION = re.compile(r"env[0-9]+:")
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BASE64URL_CHARACTERS = re.compile(r"[A-Za-z0-9_-]*")


def text_field(text: str, start: int, longest: int, what: str) -> bytes:
    """The characters from `start` up to a colon."""
    colon = text.find(":", start)
    if colon >= 0:
        return text[start:colon].encode("utf-8", "surrogatepass")
    if len(text) - start <= longest and text[start:].isascii():
        raise EnvelopeError("truncated", f"The text ends in the {what}.")
    raise EnvelopeError("malformed", f"No colon ends the {what}.")


def binary_form(text: str) -> bytes:
    if not text.startswith(PREFIX):  # R6.1
        if text and PREFIX.startswith(text):
            raise EnvelopeError("truncated", "The text ends in its prefix.")
        if OTHER_VERSION.match(text):
            raise EnvelopeError("unsupported-version", "The format version is not 1.")
        raise EnvelopeError("not-an-envelope", "The text does not begin as an envelope does.")
    name = text_field(text, len(PREFIX), MAX_NAME, "name")  # R6.2
    check_name_length(len(name))
    check_name(name)
    start = len(PREFIX) + len(name) + 1
    version = text_field(text, start, MAX_VERSION, "version")  # R6.3
    check_version_length(len(version))
    check_version(version)
    encoded = text[start + len(version) + 1:]
    if not BASE64URL_CHARACTERS.fullmatch(encoded):  # R6.4
        raise EnvelopeError("malformed", "The text has a character that is not of base64url.")
    over = len(encoded) % 4
    if over == 1:  # R6.5
        raise EnvelopeError("truncated", "The text ends in the middle of a byte.")
    unused_bits = {0: 0, 2: 4, 3: 2}[over]
    if unused_bits and BASE64URL.index(encoded[-1]) % (1 << unused_bits):  # R6.6
        raise EnvelopeError("truncated", "The text was cut in the middle of a byte.")
    rest = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    return MAGIC + u8(FORMAT_VERSION) + u8(len(name)) + name + u8(len(version)) + version + rest


# -------------------------------------------------------------------------------------------------- 8. Reading

def open_binary(envelope: bytes, context: Context, keyring: Keyring) -> bytes:
    """The message of an envelope in binary form."""
    return _open(canonical_context(context), envelope, keyring)


def open_text(text: str, context: Context, keyring: Keyring) -> bytes:
    """The message of an envelope in text form."""
    canonical = canonical_context(context)  # R8.1: the context comes before the text
    return _open(canonical, binary_form(text), keyring)


def _open(canonical: bytes, envelope: bytes, keyring: Keyring) -> bytes:
    source = Input(envelope)
    entries = read_key_block(source)
    content = source.rest()
    check_content_length(len(content))
    dek = unwrap(entries, canonical, keyring)
    return open_content(dek, canonical, content)


# ------------------------------------------------------------------------------------------- 10. Test vectors

def outcome(open_form, form, case) -> Tuple[str, bytes]:
    keyring: Keyring = {}
    for kek in case.get("keyring", [case["kek"]]):
        keyring.setdefault(kek["name"], {})[kek["version"]] = bytes.fromhex(kek["key"])
    try:
        return "valid", open_form(form, [tuple(pair) for pair in case["context"]], keyring)
    except EnvelopeError as error:
        return error.code, b""
    except Exception as error:  # a defect of this program, to be shown as a difference
        return f"{type(error).__name__}: {error}", b""


def is_plaintext(message: bytes, case) -> bool:
    if case["plaintext"] is None:
        return hashlib.sha256(message).hexdigest() == case["plaintextSha256"]
    return message == bytes.fromhex(case["plaintext"])


def differences(case) -> List[str]:
    forms = []
    if case["envelope"] is not None:
        forms.append(("envelope", open_binary, bytes.fromhex(case["envelope"])))
    if case["text"] is not None:
        forms.append(("text", open_text, case["text"]))
    if "envelopeParts" in case:  # a number stands for as many zero bytes
        parts = (bytes(part) if isinstance(part, int) else bytes.fromhex(part) for part in case["envelopeParts"])
        forms.append(("envelopeParts", open_binary, b"".join(parts)))
    found = [] if forms else ["no form of the envelope"]
    for field, open_form, form in forms:
        result, message = outcome(open_form, form, case)
        if result != case["result"]:
            found.append(f"{field}: expected {case['result']}, got {result}")
        elif result == "valid" and not is_plaintext(message, case):
            found.append(f"{field}: another message")
    return found


def check(path: str) -> int:
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    if vectors["format"] != "envelope/v1":
        print(f"these are vectors of another format: {vectors['format']}")
        return 1
    passed = 0
    for case in vectors["cases"]:
        found = differences(case)
        passed += not found
        for difference in found:
            print(f"{case['name']}: {difference}")
    print(f"{passed} of {len(vectors['cases'])} as expected")
    return 0 if passed == len(vectors["cases"]) else 1


# ------------------------------------------------------------------------------------------------ Command line

def open_file(path: str, keys, context: Context) -> int:
    keyring: Keyring = {}
    for name, version, k in keys:
        keyring.setdefault(name, {})[version] = k
    with open(path, "rb") as file:
        data = file.read()
    try:
        if data[:1] == b"e":  # the text form begins with "e", the binary form with "E"
            message = open_text(data.decode("utf-8", "surrogateescape"), context, keyring)
        else:
            message = open_binary(data, context, keyring)
    except EnvelopeError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(message)
    sys.stdout.buffer.flush()
    return 0


def key_argument(argument: str) -> Tuple[str, str, bytes]:
    try:
        name, version, digits = argument.split(":")
        k = bytes.fromhex(digits)
    except ValueError:
        k = b""
    if len(k) != 32:  # a message of argparse's own would show the key
        raise argparse.ArgumentTypeError("not NAME:VERSION:HEX with 32 bytes in hexadecimal")
    return name, version, k


def pair_argument(argument: str) -> Tuple[str, str]:
    key, equals, value = argument.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("not key=value")
    return key, value


def main() -> int:
    parser = argparse.ArgumentParser(description="Reads envelopes, format version 1.")
    commands = parser.add_subparsers(dest="command", required=True)
    check_command = commands.add_parser("check", help="check the test vectors")
    check_command.add_argument("vectors")
    open_command = commands.add_parser("open", help="write the message of an envelope to standard output")
    open_command.add_argument("--key", type=key_argument, action="append", required=True, metavar="NAME:VERSION:HEX")
    open_command.add_argument("--context", type=pair_argument, action="append", default=[], metavar="key=value",
                              help="may be repeated")
    open_command.add_argument("file", metavar="FILE")
    arguments = parser.parse_args()
    if arguments.command == "check":
        return check(arguments.vectors)
    return open_file(arguments.file, arguments.key, arguments.context)


if __name__ == "__main__":
    sys.exit(main())
