#!/usr/bin/env python3
"""Writes envelope-v1.json, always the same bytes.

Written from ../format.md and not from the library, so that the two check each other. Needs the package `cryptography`.
The cases are frozen: new ones may be added, existing ones never change.
"""
import base64
import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 16384
CONTENT_LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


def drawn(what: str, length: int) -> bytes:
    """Stands in for random bytes."""
    return hashlib.shake_256(b"envelope-v1 vectors: " + what.encode()).digest(length)


def expand(prk: bytes, info: bytes, length: int) -> bytes:
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha512).digest()
        out, counter = out + block, counter + 1
    return out[:length]


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def aes(key: bytes, block: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)


def cmac(key: bytes, message: bytes) -> bytes:
    top = int.from_bytes(aes(key, bytes(16)), "big")
    subkey = ((top << 1) % (1 << 128)) ^ (0x87 if top >> 127 else 0)
    blocks = [message[i:i + 16] for i in range(0, len(message), 16)]
    blocks[-1] = xor(blocks[-1], subkey.to_bytes(16, "big"))
    state = bytes(16)
    for block in blocks:
        state = aes(key, xor(state, block))
    return state


def xaes_seal(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    derived = b"".join(cmac(key, bytes([0, i, 0x58, 0]) + nonce[:12]) for i in (1, 2))
    return AESGCM(derived).encrypt(nonce[12:], plaintext, aad)


def canonical(context: list) -> bytes:
    pairs = sorted((k.encode(), v.encode()) for k, v in context)
    return struct.pack(">H", len(pairs)) + b"".join(
        struct.pack(">H", len(x)) + x for pair in pairs for x in pair)


def u8(data: bytes) -> bytes:
    return bytes([len(data)]) + data


class Kek:
    def __init__(self, name: str, version: str, seed: str = ""):
        self.name, self.version = name, version
        self.key = drawn(f"kek {name} {version} {seed}", 32)

    def json(self) -> dict:
        return {"name": self.name, "version": self.version, "key": self.key.hex()}

    def wrap(self, dek: bytes, context: list, nonce: bytes, name=None, version=None) -> bytes:
        aad = (b"envelope/v1/wrap\0" + u8((name or self.name).encode()) + u8((version or self.version).encode())
               + canonical(context))
        return b"\x01" + nonce + xaes_seal(expand(self.key, b"envelope/v1/wrap", 32), nonce, dek, aad)

    def derive(self, r: bytes) -> bytes:
        key = expand(self.key, b"envelope/v1/derive", 32)
        return b"".join(cmac(key, struct.pack(">H", i) + b"envelope-dek\x00\x01" + r) for i in (1, 2))


def entry(name, version, wrapped: bytes) -> bytes:
    name = name if isinstance(name, bytes) else name.encode()
    version = version if isinstance(version, bytes) else version.encode()
    return u8(name) + u8(version) + struct.pack(">H", len(wrapped)) + wrapped


def key_block(*entries: bytes) -> bytes:
    return b"ENV\x01" + entries[0] + bytes([len(entries) - 1]) + b"".join(entries[1:])


def content(dek: bytes, context: list, salt: bytes, message: bytes) -> bytes:
    info = CONTENT_LABEL + salt + b"envelope/v1\0" + canonical(context)
    derived = expand(dek, info, 76)
    key, nonce, commitment = derived[:32], derived[32:44], derived[44:]
    pieces = [message[i:i + CHUNK] for i in range(0, len(message) + 1, CHUNK)]
    return salt + commitment + b"".join(
        AESGCM(key).encrypt(xor(nonce, i.to_bytes(12, "big")), piece, b"") for i, piece in enumerate(pieces))


def text_of(envelope: bytes) -> str:
    name_end = 5 + envelope[4]
    version_end = name_end + 1 + envelope[name_end]
    rest = base64.urlsafe_b64encode(envelope[version_end:]).rstrip(b"=")
    return f"env1:{envelope[5:name_end].decode()}:{envelope[name_end + 1:version_end].decode()}:{rest.decode()}"


CARDS = Kek("cards", "1")
CARDS2 = Kek("cards", "2")
OTHER = Kek("backup/eu-west.1", "7f")
TENANTS = Kek("tenants", "a2b3c4d5e6f7g")
ROW = [["table", "cards"], ["id", "42"], ["column", "pan"]]
PAN = b"4111111111111111"
cases = []


def case(name, comment, kek, context, plaintext, envelope, text, result="valid", **members):
    """`kek` is one, or several: then they are the keyring, and its first one is what readers of one KEK look at."""
    if isinstance(kek, list):
        members["keyring"] = [each.json() for each in kek]
        kek = kek[0]
    cases.append({"name": name, "comment": comment, "kek": kek.json(), "context": context,
                  "plaintext": None if plaintext is None else plaintext.hex(),
                  "envelope": None if envelope is None else envelope.hex(), "text": text, "result": result, **members})


class Record:
    """One record under one local key, in its parts."""

    def __init__(self, seed: str, message: bytes = PAN, context: list = ROW, kek: Kek = CARDS):
        self.kek, self.context, self.message = kek, context, message
        self.dek = drawn(seed + " dek", 32)
        self.nonce = drawn(seed + " nonce", 24)
        self.wrapped = kek.wrap(self.dek, context, self.nonce)
        self.entry = entry(kek.name, kek.version, self.wrapped)
        self.key_block = key_block(self.entry)
        self.content = content(self.dek, context, drawn(seed + " salt", 24), message)
        self.envelope = self.key_block + self.content


def valid(name, comment, message=PAN, context=ROW, with_text=True):
    record = Record(name, message, context)
    case(name, comment, CARDS, context, message, record.envelope, text_of(record.envelope) if with_text else None)


def message_of(length: int) -> bytes:
    return drawn("message", length)


# ---------------------------------------------------------------- valid: lengths

valid("empty", "an empty message: one empty chunk", b"")
valid("one-byte", "a message of one byte", b"\x00")
valid("two-bytes", "base64url with two unused bits", b"\x01\x02")
valid("three-bytes", "base64url without unused bits", b"\x01\x02\x03")
valid("card-number", "a text of 16 bytes")
valid("one-byte-short-of-a-chunk", "16 383 bytes: one chunk, as long as a last chunk can be", message_of(CHUNK - 1))
valid("one-chunk", "16 384 bytes: a full chunk and an empty last one", message_of(CHUNK))
valid("one-byte-over-a-chunk", "16 385 bytes: a full chunk and one of a byte", message_of(CHUNK + 1), with_text=False)
valid("two-chunks", "32 768 bytes: two full chunks and an empty last one", message_of(2 * CHUNK), with_text=False)
valid("all-byte-values", "every byte value once", bytes(range(256)))

# ---------------------------------------------------------------- valid: contexts

valid("context-empty", "bound to nothing: the canonical context is 0000", context=[])
valid("context-order", "pairs given in another order than the canonical one", context=[["b", "2"], ["a", "1"], ["c", "3"]])
valid("context-boundary-a-bc", "the pair a = bc", context=[["a", "bc"]])
valid("context-boundary-ab-c", "the pair ab = c, which joins to the same letters", context=[["ab", "c"]])
valid("context-empty-texts", "an empty key and an empty value", context=[["", ""], ["a", ""]])
valid("context-prefix-key", "a key that begins as another does sorts behind it", context=[["tenant2", "x"], ["tenant", "y"]])
valid("context-nul", "U+0000 in a key and in a value", context=[["a\0b", "c\0"]])
valid("context-non-ascii", "texts of two, three and four bytes a character", context=[["größe", "Straße"], ["鍵", "値"], ["🔑", "🗝"]])
valid("context-composed", "e with acute as one code point", context=[["name", "caf\u00e9"]])
valid("context-decomposed", "e with acute as two code points: another context", context=[["name", "cafe\u0301"]])
valid("context-sort-by-utf-8", "U+FF5E sorts before U+1F511 by UTF-8, and behind it by UTF-16",
      context=[["\U0001f511", "1"], ["\uff5e", "2"]])
valid("context-separators", "characters that others join pairs with", context=[["tenant", "a_b"], ["id", "c=d&e:f,g/h"]])
valid("context-64-pairs", "as many pairs as there can be", context=[[f"key{i}", f"value{i}"] for i in range(64)])
valid("context-8192-bytes", "a canonical context of exactly 8192 bytes", context=[["k", "v" * (8192 - 7)]])

valid("context-keys-alike", "keys that differ only in case, or only by normalisation, are different keys of one context",
      context=[["ID", "1"], ["id", "2"], ["caf\u00e9", "3"], ["cafe\u0301", "4"]])

# ---------------------------------------------------------------- valid: key blocks

for seed, entries_of, comment in [
    ("second-recipient", lambda r: [entry(OTHER.name, OTHER.version, OTHER.wrap(r.dek, ROW, drawn("o", 24))), r.entry],
     "the primary is unknown to the reader, the extra is its own"),
    ("first-of-two-recipients", lambda r: [r.entry, entry(OTHER.name, OTHER.version, OTHER.wrap(r.dek, ROW, drawn("o", 24)))],
     "the primary is the reader's, the extra unknown to it"),
    ("eight-recipients", lambda r: [entry(f"kek-{i}", str(i), drawn(f"blob {i}", 60 + i)) for i in range(7)] + [r.entry],
     "seven unknown entries before the reader's"),
    ("extra-without-version", lambda r: [r.entry, entry("aws/eu-central-1", "", drawn("aws", 184))],
     "an unknown entry with an empty version"),
    ("extra-of-8192-bytes", lambda r: [r.entry, entry("big", "1", drawn("big", 8192))],
     "an unknown entry with the longest wrapped key"),
    ("extra-of-one-byte", lambda r: [r.entry, entry("small", "1", b"\xff")],
     "an unknown entry with the shortest wrapped key"),
]:
    record = Record(seed)
    envelope = key_block(*entries_of(record)) + record.content
    case(seed, comment, CARDS, ROW, PAN, envelope, text_of(envelope))

for seed, kek, comment in [
    ("shortest-labels", Kek("k", "1"), "a name and a version of one character"),
    ("longest-labels", Kek("n" * 64, "V" * 64), "a name and a version of 64 characters"),
    ("all-name-characters", Kek("abcdefghijklmnopqrstuvwxyz0123456789./-", "1"), "every character that a name can have"),
    ("all-version-characters", Kek("cards", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"),
     "every character that a version can have, 64 of them"),
]:
    record = Record(seed, kek=kek)
    case(seed, comment, kek, ROW, PAN, record.envelope, text_of(record.envelope))


def derived_record(seed: str, message: bytes = PAN, context: list = ROW):
    r = drawn(seed + " r", 16)
    dek = TENANTS.derive(r)
    block = key_block(entry(TENANTS.name, TENANTS.version, b"\x02" + r))
    return block, content(dek, context, drawn(seed + " salt", 24), message)


block, body = derived_record("derived")
case("derived", "a data key derived from a tenant key, format byte 02", TENANTS, ROW, PAN, block + body, text_of(block + body))
block, body = derived_record("derived-two-chunks", message_of(CHUNK + 100))
case("derived-two-chunks", "the same with two chunks", TENANTS, ROW, message_of(CHUNK + 100), block + body, None)

r = drawn("derived-extra r", 16)
block = key_block(entry("aws", "", drawn("aws", 184)), entry(TENANTS.name, TENANTS.version, b"\x02" + r))
body = content(TENANTS.derive(r), ROW, drawn("derived-extra salt", 24), PAN)
case("derived-extra", "a derived data key in an extra", TENANTS, ROW, PAN, block + body, text_of(block + body))

record = Record("card-number")
rewrapped = key_block(entry("cards", "2", CARDS2.wrap(record.dek, ROW, drawn("rewrapped", 24)))) + record.content
case("rewrapped", "the envelope of card-number under another version; the content block is the same", CARDS2, ROW, PAN,
     rewrapped, text_of(rewrapped))
nested = Record("nested", record.envelope)
case("nested", "the message is an envelope", CARDS, ROW, record.envelope, nested.envelope, text_of(nested.envelope))

# ---------------------------------------------------------------- invalid

VALID = Record("invalid")
E = VALID.envelope
NAME_AT, VERSION_LENGTH_AT = 5, 10
WRAPPED_LENGTH_AT, WRAPPED_AT = 12, 14
EXTRAS_AT = WRAPPED_AT + 73
CONTENT_AT = EXTRAS_AT + 1


def invalid(name, requirement, field, defect, result, envelope, text=None, kek=CARDS, context=ROW):
    case(name, f"{requirement}, {field}: {defect}", kek, context, None, envelope, text, result)


def both(name, requirement, field, defect, result, envelope, **more):
    """For defects behind the primary's version, which the text form can carry."""
    invalid(name, requirement, field, defect, result, envelope, text_of(envelope), **more)


def put(offset: int, replacement: bytes, of: bytes = E) -> bytes:
    return of[:offset] + replacement + of[offset + len(replacement):]


def flip(offset: int, of: bytes = E) -> bytes:
    return put(offset, bytes([of[offset] ^ 1]), of)


def with_entry(name, version, wrapped=None) -> bytes:
    return key_block(entry(name, version, wrapped or VALID.wrapped)) + VALID.content


def with_extra(extra: bytes, count: int = 1) -> bytes:
    return b"ENV\x01" + VALID.entry + bytes([count]) + extra + VALID.content


# magic and version
invalid("input-empty", "R3.1", "magic", "no bytes at all", "not-an-envelope", b"", "")
for i in range(3):
    invalid(f"magic-byte-{i}", "R3.1", "magic", f"byte {i} is another one", "not-an-envelope", flip(i))
invalid("input-of-one-byte", "R3.1", "magic", "one byte that does not begin it", "not-an-envelope", b"X")
invalid("input-of-two-bytes", "R3.1", "magic", "two bytes, the second of which does not go on with it", "not-an-envelope", b"EX")
invalid("magic-lower-case", "R3.1", "magic", "lower case", "not-an-envelope", put(0, b"env"))
invalid("magic-missing", "R3.1", "magic", "the envelope begins with its version byte", "not-an-envelope", E[3:])
invalid("cut-in-magic-1", "R3.1", "magic", "one byte", "truncated", E[:1])
invalid("cut-in-magic-2", "R3.1", "magic", "two bytes", "truncated", E[:2])
for v in (0, 2, 0x31, 255):
    invalid(f"format-version-{v}", "R3.2", "format version", f"{v}", "unsupported-version", put(3, bytes([v])))

# labels of the primary
invalid("name-length-0", "R3.3", "name length", "0", "malformed", with_entry("", "1"))
invalid("name-length-65", "R3.3", "name length", "65", "malformed", with_entry("n" * 65, "1"))
invalid("name-length-255", "R3.3", "name length", "255", "malformed", with_entry("n" * 255, "1"))
for length in (65, 255):
    invalid(f"name-length-{length}-of-few-bytes", "R3.3", "name length", f"{length}, and fewer bytes follow", "malformed",
            b"ENV\x01" + bytes([length]) + b"cards")
for what, char in [("upper-case", b"C"), ("colon", b":"), ("underscore", b"_"), ("space", b" "), ("nul", b"\0"),
                   ("non-ascii", b"\xe9"), ("at", b"@"), ("backquote", b"`"), ("brace", b"{"), ("tilde", b"~"), ("plus", b"+"),
                   ("percent", b"%"), ("comma", b","), ("line-feed", b"\n"), ("del", b"\x7f")]:
    invalid(f"name-{what}", "R3.4", "name", f"the character 0x{char.hex()}", "malformed", put(NAME_AT, char))
invalid("version-length-65", "R3.6", "version length", "65", "malformed", with_entry("cards", "v" * 65))
invalid("version-length-255", "R3.6", "version length", "255", "malformed", with_entry("cards", "v" * 255))
invalid("version-length-65-of-few-bytes", "R3.6", "version length", "65, and fewer bytes follow", "malformed",
        E[:VERSION_LENGTH_AT] + b"\x41" + b"1")
for what, char in [("underscore", b"_"), ("slash", b"/"), ("colon", b":"), ("space", b" "), ("nul", b"\0"), ("non-ascii", b"\xb9"),
                   ("tilde", b"~"), ("plus", b"+"), ("equals", b"="), ("at", b"@")]:
    invalid(f"version-{what}", "R3.7", "version", f"the character 0x{char.hex()}", "malformed", put(VERSION_LENGTH_AT + 1, char))

# wrapped length, extras
both("wrapped-length-0", "R3.8", "wrapped length", "0", "malformed", put(WRAPPED_LENGTH_AT, b"\0\0"))
both("wrapped-length-8193", "R3.8", "wrapped length", "8193, and as many bytes follow", "malformed",
     with_entry("cards", "1", VALID.wrapped + bytes(8193 - 73)))
both("wrapped-length-65535", "R3.8", "wrapped length", "65535", "malformed", put(WRAPPED_LENGTH_AT, b"\xff\xff"))
EXTRA = entry("backup", "1", drawn("extra", 40))
both("extras-8", "R3.9", "extras", "8, and as many follow", "malformed",
     with_extra(b"".join(entry(f"extra-{i}", "1", drawn("x", 17)) for i in range(8)), 8))
invalid("extras-8-of-few-bytes", "R3.9", "extras", "8, and nothing follows", "malformed", E[:EXTRAS_AT] + b"\x08",
        text_of(E[:EXTRAS_AT] + b"\x08"))
both("extras-255", "R3.9", "extras", "255", "malformed", put(EXTRAS_AT, b"\xff"))
both("extra-repeats-primary", "R3.5", "name of extra 1", "that of the primary", "malformed", with_extra(VALID.entry))
both("extra-repeats-extra", "R3.5", "name of extra 2", "that of extra 1", "malformed", with_extra(EXTRA + EXTRA, 2))
both("extra-name-length-0", "R3.3", "name length of extra 1", "0", "malformed", with_extra(entry("", "1", b"x")))
both("extra-name-upper-case", "R3.4", "name of extra 1", "upper case", "malformed", with_extra(entry("Backup", "1", b"x")))
both("extra-version-length-65", "R3.6", "version length of extra 1", "65", "malformed", with_extra(entry("backup", "v" * 65, b"x")))
both("extra-version-underscore", "R3.7", "version of extra 1", "an underscore", "malformed", with_extra(entry("backup", "1_", b"x")))
both("extra-wrapped-length-0", "R3.8", "wrapped length of extra 1", "0", "malformed", with_extra(entry("backup", "1", b"")))

# cut at every boundary
WITH_EXTRA = key_block(VALID.entry, EXTRA) + VALID.content
EXTRA_AT = CONTENT_AT
for name, field, end in [
    ("cut-before-format-version", "format version", 3), ("cut-before-name-length", "name length", 4),
    ("cut-before-name", "name", 5), ("cut-in-name", "name", 7), ("cut-before-version-length", "version length", 10),
    ("cut-before-version", "version", 11),
]:
    invalid(name, "R3.10", field, "the input ends before it is complete", "truncated", E[:end])
for name, field, end in [
    ("cut-before-wrapped-length", "wrapped length", 12), ("cut-in-wrapped-length", "wrapped length", 13),
    ("cut-before-wrapped", "wrapped DEK", 14), ("cut-in-wrapped", "wrapped DEK", 50), ("cut-before-extras", "extras", EXTRAS_AT),
]:
    both(name, "R3.10", field, "the input ends before it is complete", "truncated", E[:end])
for name, field, end in [
    ("cut-before-extra", "name length of extra 1", EXTRA_AT), ("cut-in-extra-name", "name of extra 1", EXTRA_AT + 3),
    ("cut-before-extra-version", "version of extra 1", EXTRA_AT + 8),
    ("cut-in-extra-wrapped-length", "wrapped length of extra 1", EXTRA_AT + 10),
    ("cut-in-extra-wrapped", "wrapped DEK of extra 1", EXTRA_AT + 20),
]:
    both(name, "R3.10", field, "the input ends before it is complete", "truncated", WITH_EXTRA[:end])
for name, field, end in [
    ("content-missing", "salt", 0), ("cut-in-salt", "salt", 10), ("cut-before-commitment", "commitment", 24),
    ("cut-in-commitment", "commitment", 55),
]:
    both(name, "R4.1", field, "the content block ends before it is complete", "truncated", E[:CONTENT_AT + end])
both("chunks-missing", "R4.2", "last chunk", "missing", "truncated", E[:CONTENT_AT + 56])
both("chunk-of-15-bytes", "R4.2", "last chunk", "15 bytes, less than a tag", "truncated", E[:CONTENT_AT + 56 + 15])
both("chunk-of-1-byte", "R4.2", "last chunk", "1 byte", "truncated", E[:CONTENT_AT + 56 + 1])
FULL = Record("invalid-full", message_of(CHUNK))
invalid("last-chunk-missing", "R4.2", "last chunk", "the empty chunk behind a full one is missing", "truncated", FULL.envelope[:-16])
invalid("last-chunk-cut", "R4.2", "last chunk", "the empty chunk behind a full one has 15 bytes", "truncated", FULL.envelope[:-1])

LONGEST = Record("invalid-longest", message_of(CHUNK - 1))
for trailing, requirement, result in [(1, "R4.2", "truncated"), (16, "R4.2", "truncated"), (17, "R4.5", "content-refused")]:
    invalid(f"trailing-{trailing}-behind-the-longest-last-chunk", requirement, "last chunk", f"{trailing} bytes follow it", result,
            LONGEST.envelope + bytes(trailing))

# keyring and unwrapping
both("kek-unknown", "R8.1", "name", "the keyring does not hold it", "kek-not-in-keyring", E, kek=Kek("payments", "1"))
UNKNOWN_VERSION = Record("unknown-version", kek=Kek("cards", "9"))
both("kek-version-unknown", "R5.3", "version", "the KEK is held, and this version of it is not", "kek-version-retired",
     UNKNOWN_VERSION.envelope)
both("kek-other-key", "R5.2", "wrapped DEK", "wrapped by another key of the same name and version", "wrapped-key-refused", E,
     kek=Kek("cards", "1", "another"))
for b in (0, 3, 255):
    both(f"wrapped-format-byte-{b}", "R5.1", "wrapped DEK", f"format byte {b}", "wrapped-key-refused", put(WRAPPED_AT, bytes([b])))
both("wrapped-one-byte-short", "R5.1", "wrapped DEK", "72 bytes", "wrapped-key-refused",
     with_entry("cards", "1", VALID.wrapped[:-1]))
both("wrapped-one-byte-long", "R5.1", "wrapped DEK", "74 bytes", "wrapped-key-refused",
     with_entry("cards", "1", VALID.wrapped + b"\0"))
both("wrapped-format-byte-only", "R5.1", "wrapped DEK", "nothing but the format byte 01", "wrapped-key-refused",
     with_entry("cards", "1", b"\x01"))
both("derived-one-byte-short", "R5.1", "wrapped DEK", "format byte 02 and 15 bytes", "wrapped-key-refused",
     with_entry("cards", "1", b"\x02" + bytes(15)))
both("derived-one-byte-long", "R5.1", "wrapped DEK", "format byte 02 and 17 bytes", "wrapped-key-refused",
     with_entry("cards", "1", b"\x02" + bytes(17)))
for what, at in [("nonce-first-half", 1), ("nonce-second-half", 24), ("ciphertext", 25), ("tag", 72)]:
    both(f"wrapped-{what}", "R5.2", "wrapped DEK", f"one bit of its {what.replace('-', ' ')} is another", "wrapped-key-refused",
         flip(WRAPPED_AT + at))
RELABELLED = Kek("cards", "1")
both("wrapped-under-other-name", "R5.2", "name", "wrapped for the name 'carda'", "wrapped-key-refused",
     with_entry("cards", "1", RELABELLED.wrap(VALID.dek, ROW, VALID.nonce, name="carda")))
both("wrapped-under-other-version", "R5.2", "version", "wrapped for the version '2'", "wrapped-key-refused",
     with_entry("cards", "1", RELABELLED.wrap(VALID.dek, ROW, VALID.nonce, version="2")))
for what, context in [
    ("other-row", [["table", "cards"], ["id", "43"], ["column", "pan"]]),
    ("other-column", [["table", "cards"], ["id", "42"], ["column", "cvc"]]),
    ("pair-missing", ROW[:2]), ("pair-added", ROW + [["tenant", "a"]]), ("empty", []),
    ("value-case", [["table", "cards"], ["id", "42"], ["column", "PAN"]]),
]:
    both(f"wrong-context-{what}", "R5.2", "context", f"not the one of the wrapping: {what.replace('-', ' ')}", "wrapped-key-refused",
         E, context=context)
both("wrong-context-boundary", "R5.2", "context", "ab = c in place of a = bc", "wrapped-key-refused",
     Record("context-boundary-a-bc", context=[["a", "bc"]]).envelope, context=[["ab", "c"]])
both("wrong-context-normalised", "R5.2", "context", "two code points in place of one", "wrapped-key-refused",
     Record("context-composed", context=[["name", "caf\u00e9"]]).envelope, context=[["name", "cafe\u0301"]])

# derived keys can't authenticate: the commitment does
block, body = derived_record("invalid-derived")
both("derived-r", "R4.4", "wrapped DEK", "one bit of r is another", "content-refused",
     flip(len(block) - 2, block) + body, kek=TENANTS)
OTHER_TENANT = Kek("tenants", "a2b3c4d5e6f7g", "another")
both("derived-other-key", "R4.4", "wrapped DEK", "derived from another key of the same name and version", "content-refused",
     block + body, kek=OTHER_TENANT)
both("derived-wrong-context", "R4.4", "context", "another row", "content-refused", block + body, kek=TENANTS,
     context=[["table", "cards"], ["id", "43"], ["column", "pan"]])

# content
both("salt", "R4.4", "salt", "one bit is another", "content-refused", flip(CONTENT_AT))
both("commitment-first-byte", "R4.4", "commitment", "one bit of its first byte is another", "content-refused", flip(CONTENT_AT + 24))
both("commitment-last-byte", "R4.4", "commitment", "one bit of its last byte is another", "content-refused", flip(CONTENT_AT + 55))
STRANGER = Record("invalid-stranger", b"5555555555554444", [["table", "cards"], ["id", "43"], ["column", "pan"]])
both("content-of-other-row", "R4.4", "content block", "another row's, under a data key of its own", "content-refused",
     VALID.key_block + STRANGER.content)
NEIGHBOUR = Record("invalid-neighbour", b"5555555555554444")
both("content-of-same-context", "R4.4", "content block", "another record's of the same context", "content-refused",
     VALID.key_block + NEIGHBOUR.content)
REBOUND = content(VALID.dek, STRANGER.context, drawn("rebound", 24), PAN)
both("content-bound-to-other-row", "R4.4", "commitment", "same data key, made for another context", "content-refused",
     VALID.key_block + REBOUND)
both("chunk-ciphertext", "R4.5", "chunk 0", "one bit of its ciphertext is another", "content-refused", flip(CONTENT_AT + 56))
both("chunk-tag", "R4.5", "chunk 0", "one bit of its tag is another", "content-refused", flip(len(E) - 1))
both("chunk-one-byte-short", "R4.5", "chunk 0", "its last byte is cut off", "content-refused", E[:-1])
both("trailing-byte", "R4.5", "chunk 0", "a byte follows it", "content-refused", E + b"\0")
both("trailing-tag", "R4.5", "chunk 0", "16 bytes follow it", "content-refused", E + bytes(16))
both("header-twice", "R4.5", "chunk 0", "salt and commitment stand twice", "content-refused",
     E[:CONTENT_AT + 56] + E[CONTENT_AT:])
both("chunk-under-other-nonce", "R4.5", "chunk 0", "it was sealed as chunk 1", "content-refused",
     E[:CONTENT_AT + 56] + Record("invalid", message_of(CHUNK) + PAN).content[56 + 16400:])
TWO = Record("invalid-chunks", message_of(2 * CHUNK + 5))
C0, C1, C2 = (TWO.content[56:56 + 16400], TWO.content[56 + 16400:56 + 32800], TWO.content[56 + 32800:])
for what, chunks, defect in [
    ("chunks-swapped", C1 + C0 + C2, "chunks 0 and 1 are swapped"),
    ("chunk-repeated", C0 + C0 + C2, "chunk 0 stands in place of chunk 1"),
    ("first-chunk-dropped", C1 + C2, "chunk 0 is missing"),
    ("middle-chunk-dropped", C0 + C2, "chunk 1 is missing"),
    ("last-chunk-repeated", C0 + C1 + C2 + C2, "the last chunk stands twice"),
    ("last-full-chunk-cut-short", C0 + C1[:-100], "the last chunk is gone and the one before cut, so that the length is possible"),
]:
    invalid(what, "R4.5", "chunks", defect, "content-refused", TWO.key_block + TWO.content[:56] + chunks)
invalid("second-chunk-altered", "R4.5", "chunk 1", "one bit of its ciphertext is another", "content-refused",
        flip(len(TWO.key_block) + 56 + 16400 + 7, TWO.envelope))
invalid("last-chunk-altered", "R4.5", "chunk 2", "one bit of its tag is another", "content-refused",
        flip(len(TWO.envelope) - 1, TWO.envelope))

# contexts that are none: the envelopes are bound to them all the same
for name, requirement, defect, context in [
    ("context-key-twice", "R2.2", "the key id stands twice", [["id", "42"], ["id", "42"]]),
    ("context-key-twice-with-two-values", "R2.2", "the key id stands twice", [["id", "42"], ["id", "43"]]),
    ("context-65-pairs", "R2.1", "65 pairs", [[f"k{i}", ""] for i in range(65)]),
    ("context-8193-bytes", "R2.5", "a canonical context of 8193 bytes", [["k", "v" * (8193 - 7)]]),
    ("context-8193-bytes-of-utf-8", "R2.5", "a canonical context of 8193 bytes, in fewer characters",
     [["k", "ü" * ((8193 - 7) // 2)]]),
]:
    both(name, requirement, "context", defect, "invalid-context", Record(name, context=context).envelope, context=context)

# text form
T = text_of(E)
PAYLOAD = T[len("env1:cards:1:"):]


def text(name, requirement, field, defect, result, value):
    invalid(name, requirement, field, defect, result, None, value)


text("text-prefix-upper-case", "R6.1", "prefix", "upper case", "not-an-envelope", "ENV1" + T[4:])
text("text-prefix-without-version", "R6.1", "prefix", "no version", "not-an-envelope", "env" + T[4:])
text("text-leading-space", "R6.1", "prefix", "a space before it", "not-an-envelope", " " + T)
text("text-plaintext", "R6.1", "prefix", "a plaintext", "not-an-envelope", "4111111111111111")
text("text-version-2", "R6.1", "prefix", "version 2", "unsupported-version", "env2" + T[4:])
text("text-version-01", "R6.1", "prefix", "version 01", "unsupported-version", "env01" + T[4:])
text("text-version-10", "R6.1", "prefix", "version 10", "unsupported-version", "env10" + T[4:])
text("text-version-12-without-colon", "R6.1", "prefix", "two digits and no colon", "not-an-envelope", "env12")
text("text-version-1x", "R6.1", "prefix", "a letter behind the digit", "not-an-envelope", "env1x" + T[4:])
text("text-version-x", "R6.1", "prefix", "a letter in place of the digit", "not-an-envelope", "envx" + T[4:])
text("text-version-arabic-digit", "R6.1", "prefix", "a digit that is not ASCII", "not-an-envelope", "env\u0661" + T[4:])
text("text-byte-order-mark", "R6.1", "prefix", "U+FEFF before it", "not-an-envelope", "\ufeff" + T)
text("text-magic", "R6.1", "prefix", "the first bytes of the binary form", "not-an-envelope", "EN")
text("text-cut-in-prefix", "R6.1", "prefix", "cut in it", "truncated", "env")
text("text-cut-before-first-colon", "R6.1", "prefix", "cut before its colon", "truncated", "env1")
text("text-cut-before-name", "R6.2", "name", "cut before it", "truncated", "env1:")
text("text-cut-in-name", "R6.2", "name", "cut in it", "truncated", "env1:car")
text("text-cut-before-version", "R6.3", "version", "cut before it", "truncated", "env1:cards:")
text("text-cut-in-version", "R6.3", "version", "cut before its colon", "truncated", "env1:cards:1")
text("text-name-64-without-end", "R6.2", "name", "no colon, and 64 characters follow", "truncated", "env1:" + "a" * 64)
text("text-version-64-without-end", "R6.3", "version", "no colon, and 64 characters follow", "truncated", "env1:cards:" + "a" * 64)
text("text-name-without-end", "R6.2", "name", "no colon, and more than 64 characters follow", "malformed", "env1:" + "a" * 65)
text("text-version-without-end", "R6.3", "version", "no colon, and more than 64 characters follow", "malformed",
     "env1:cards:" + "a" * 65)
text("text-name-empty", "R6.2", "name", "empty", "malformed", "env1::1:" + PAYLOAD)
text("text-name-upper-case", "R6.2", "name", "upper case", "malformed", "env1:Cards:1:" + PAYLOAD)
text("text-name-65", "R6.2", "name", "65 characters", "malformed", "env1:" + "a" * 65 + ":1:" + PAYLOAD)
text("text-name-261", "R6.2", "name", "261 characters, which is 5 modulo 256", "malformed",
     "env1:cards" + "a" * 256 + ":1:" + PAYLOAD)
text("text-version-257", "R6.3", "version", "257 characters, which is 1 modulo 256", "malformed",
     "env1:cards:1" + "a" * 256 + ":" + PAYLOAD)
text("text-name-upper-case-without-version", "R6.2", "name", "upper case, in a text that ends behind the version", "malformed",
     "env1:Cards:1")
text("text-version-underscore", "R6.3", "version", "an underscore", "malformed", "env1:cards:1_:" + PAYLOAD)
text("text-version-65", "R6.3", "version", "65 characters", "malformed", "env1:cards:" + "a" * 65 + ":" + PAYLOAD)
text("text-plus", "R6.4", "base64url", "a plus sign", "malformed", T[:40] + "+" + T[41:])
text("text-slash", "R6.4", "base64url", "a slash", "malformed", T[:40] + "/" + T[41:])
text("text-space", "R6.4", "base64url", "a space", "malformed", T[:40] + " " + T[41:])
text("text-trailing-newline", "R6.4", "base64url", "a line feed behind it", "malformed", T + "\n")
text("text-trailing-space", "R6.4", "base64url", "a space behind it", "malformed", T + " ")
text("text-trailing-crlf", "R6.4", "base64url", "a line end behind it", "malformed", T + "\r\n")
text("text-tab", "R6.4", "base64url", "a tab in it", "malformed", T[:40] + "\t" + T[40:])
text("text-line-feed", "R6.4", "base64url", "a line feed in it", "malformed", T[:76] + "\n" + T[76:])
text("text-colon", "R6.4", "base64url", "a further colon", "malformed", T[:40] + ":" + T[41:])
text("text-non-ascii", "R6.4", "base64url", "a letter that is not ASCII", "malformed", T[:40] + "é" + T[41:])
PADDED = text_of(Record("text-padded", b"").envelope)
text("text-padding", "R6.4", "base64url", "padded", "malformed", PADDED + "=" * (-len(PADDED[len("env1:cards:1:"):]) % 4))
by_rest = {len(text_of(Record(f"text-{n}", bytes(n)).envelope)[len("env1:cards:1:"):]) % 4:
           text_of(Record(f"text-{n}", bytes(n)).envelope) for n in range(3)}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
text("text-cut-in-group", "R6.5", "base64url", "one character behind whole groups of four", "truncated", by_rest[0][:-3])
for rest, bits in ((2, 4), (3, 2)):
    t = by_rest[rest]
    for bit in range(bits):
        text(f"text-unused-bit-{bit}-of-{bits}", "R6.6", "base64url", f"bit {bit} of the {bits} unused ones of the last character is set",
             "truncated", t[:-1] + ALPHABET[ALPHABET.index(t[-1]) | 1 << bit])
text("text-cut-in-key-block", "R3.10", "wrapped DEK", "the text is cut behind a whole group", "truncated", T[:13 + 40])
text("text-without-payload", "R3.10", "wrapped length", "nothing behind the version", "truncated", T[:13])
text("text-cut-in-content", "R4.1", "salt", "the text is cut behind a whole group", "truncated", T[:13 + 132])

# ---------------------------------------------------------------- appended: what a second reader found untested

# an empty last chunk is opened like any other
invalid("empty-last-chunk-altered", "R4.5", "chunk 1", "one bit of the tag of the empty last chunk is another", "content-refused",
        flip(len(FULL.envelope) - 1, FULL.envelope))
invalid("cut-behind-a-full-chunk-and-filled-up", "R4.5", "chunk 1",
        "16 zero bytes stand in place of all chunks behind the first, so that the length is possible", "content-refused",
        TWO.key_block + TWO.content[:56] + C0 + bytes(16))

# a name stands once, whatever its version and wherever it stood
both("extra-repeats-primary-with-other-version", "R3.5", "name of extra 1", "that of the primary; the version is another",
     "malformed", with_extra(entry("cards", "2", VALID.wrapped)))
both("extra-repeats-primary-behind-another", "R3.5", "name of extra 2", "that of the primary; another one stands between them",
     "malformed", with_extra(EXTRA + VALID.entry, 2))

# a line feed at the end, which some regular expressions let through
both("name-final-line-feed", "R3.4", "name", "its last character is a line feed", "malformed", with_entry("cards\n", "1"))
both("version-final-line-feed", "R3.7", "version", "its last character is a line feed", "malformed", with_entry("cards", "1\n"))
text("text-base64url-empty-but-line-feed", "R6.4", "base64url", "nothing but a line feed", "malformed", T[:13] + "\n")

# order of checks
CUT_COMMITMENT, CUT_TAG = CONTENT_AT + 55, CONTENT_AT + 56 + 15
UNKNOWN = Kek("payments", "1")
PAIRS_65 = [[f"k{i}", ""] for i in range(65)]
invalid("context-before-magic", "R2.1", "context", "65 pairs; the magic is another, too", "invalid-context", flip(0),
        context=PAIRS_65)
invalid("context-before-text-version", "R2.1", "context", "65 pairs; the text is of version 2, too", "invalid-context", None,
        "env2" + T[4:], context=PAIRS_65)
invalid("context-before-text-name", "R2.1", "context", "65 pairs; the name in the text is upper case, too", "invalid-context", None,
        "env1:Cards" + T[10:], context=PAIRS_65)
for what, kek, envelope in [
    ("keyring", UNKNOWN, E),
    ("version", CARDS, UNKNOWN_VERSION.envelope),
    ("wrapped-tag", CARDS, flip(WRAPPED_AT + 72)),
]:
    defect = {"keyring": "the keyring does not hold the name", "version": "the keyring does not hold the version",
              "wrapped-tag": "one bit of the wrapped DEK's tag is another"}[what]
    both(f"cut-in-commitment-before-{what}", "R4.1", "commitment", f"the content block ends in it; {defect}, too", "truncated",
         envelope[:CUT_COMMITMENT], kek=kek)
    both(f"chunk-of-15-bytes-before-{what}", "R4.2", "last chunk", f"15 bytes, less than a tag; {defect}, too", "truncated",
         envelope[:CUT_TAG], kek=kek)
both("version-unknown-before-format-byte", "R5.3", "version", "not held; the format byte is 03, too", "kek-version-retired",
     put(WRAPPED_AT, b"\x03", UNKNOWN_VERSION.envelope))
both("version-unknown-before-wrapped-length", "R5.3", "version", "not held; the wrapped DEK has 72 bytes, too", "kek-version-retired",
     with_entry("cards", "9", UNKNOWN_VERSION.wrapped[:-1]))
invalid("name-upper-case-and-no-more", "R3.4", "name", "upper case; the input ends behind it, too", "malformed", b"ENV\x01\x05Cards")
invalid("version-underscore-and-no-more", "R3.7", "version", "an underscore; the input ends behind it, too", "malformed",
        E[:VERSION_LENGTH_AT] + b"\x02" + b"1_")
both("extra-repeats-primary-and-no-more", "R3.5", "name of extra 1", "that of the primary; the input ends behind it, too", "malformed",
     E[:EXTRAS_AT] + b"\x01" + b"\x05cards")
assert len(by_rest[2]) % 4 == len(T[:13] + "AAAB" + by_rest[2][17:]) % 4
text("text-unused-bit-before-wrapped-length", "R6.6", "base64url", "an unused bit is set; the wrapped length is 0, too", "truncated",
     T[:13] + "AAAB" + by_rest[2][17:-1] + ALPHABET[ALPHABET.index(by_rest[2][-1]) | 1])

# text that is not ASCII, however it is counted
for field, requirement, before in [("name", "R6.2", "env1:"), ("version", "R6.3", "env1:cards:")]:
    for count, how in [(1, "one letter"), (33, "33 letters, of two bytes each")]:
        text(f"text-{field}-of-{count}-not-ascii-without-end", requirement, field, f"no colon, and {how} that is not ASCII",
             "malformed", before + "\u00e9" * count)
    text(f"text-{field}-beyond-16-bits-without-end", requirement, field, "no colon, and a character of two units of UTF-16",
         "malformed", before + "\U0001f511")

# lengths and versions at their limits
invalid("context-of-65536-bytes", "R2.5", "context", "a value of 65536 bytes, more than its length has room for", "invalid-context", E,
        context=[["k", "v" * 65536]])
both("version-empty-of-local-key", "R5.3", "version", "empty, which no version of a local key is", "kek-version-retired",
     with_entry("cards", ""))

# several KEKs in the keyring, and several entries that it holds
SHARED = Record("keyring")
OF_OTHER = OTHER.wrap(SHARED.dek, ROW, drawn("keyring other", 24))


def altered(wrapped: bytes) -> bytes:
    return flip(len(wrapped) - 1, wrapped)


def shared(*entries: bytes) -> bytes:
    return key_block(*entries) + SHARED.content


for name, comment, kek, envelope in [
    ("keyring-of-two", "both entries are held, and both open", [CARDS, OTHER],
     shared(entry(OTHER.name, OTHER.version, OF_OTHER), SHARED.entry)),
    ("keyring-second-entry-altered", "both entries are held; the second, which does not open, is not looked at", [OTHER, CARDS],
     shared(SHARED.entry, entry(OTHER.name, OTHER.version, altered(OF_OTHER)))),
    ("keyring-of-two-versions", "an older version of a KEK of which two are held", [CARDS2, CARDS], shared(SHARED.entry)),
]:
    case(name, comment, kek, ROW, PAN, envelope, text_of(envelope))
both("keyring-first-entry-altered", "R8.2", "wrapped DEK", "that of the first held entry does not open, and that is final",
     "wrapped-key-refused", shared(entry("cards", "1", altered(SHARED.wrapped)), entry(OTHER.name, OTHER.version, OF_OTHER)),
     kek=[OTHER, CARDS])
both("keyring-first-entry-retired", "R8.2", "version", "that of the first held entry is not held, and that is final",
     "kek-version-retired", shared(entry("cards", "9", SHARED.wrapped), entry(OTHER.name, OTHER.version, OF_OTHER)),
     kek=[OTHER, CARDS])
both("keyring-first-entry-derives-another-key", "R8.2", "commitment",
     "the first held entry is derived and not the content's, and no other is tried", "content-refused",
     shared(entry(TENANTS.name, TENANTS.version, b"\x02" + drawn("keyring r", 16)), SHARED.entry), kek=[CARDS, TENANTS])
both("keyring-wrapped-by-other-version", "R5.2", "version", "2, for which it was wrapped, but by the key of version 1",
     "wrapped-key-refused", shared(entry("cards", "2", CARDS.wrap(SHARED.dek, ROW, SHARED.nonce, version="2"))), kek=[CARDS2, CARDS])

r = drawn("two-derived r", 16)
block = key_block(entry(CARDS.name, CARDS.version, b"\x02" + drawn("two-derived other", 16)),
                  entry(TENANTS.name, TENANTS.version, b"\x02" + r))
body = content(TENANTS.derive(r), ROW, drawn("two-derived salt", 24), PAN)
case("two-derived", "two derived entries, which no writer makes and every reader reads", TENANTS, ROW, PAN, block + body,
     text_of(block + body))

# A counter of one byte. The message is such that its full chunks are encrypted to zeros, and so the envelope is short to write down.
MANY = Record("many-chunks")
derived = expand(MANY.dek, CONTENT_LABEL + MANY.content[:24] + b"envelope/v1\0" + canonical(ROW), 76)
message, tags = b"", []
for i in range(256):
    nonce = xor(derived[32:44], i.to_bytes(12, "big"))
    piece = AESGCM(derived[:32]).encrypt(nonce, bytes(CHUNK), b"")[:CHUNK]
    sealed = AESGCM(derived[:32]).encrypt(nonce, piece, b"")
    assert sealed[:CHUNK] == bytes(CHUNK)
    message, tags = message + piece, tags + [sealed[CHUNK:]]
message += b"\x01"
envelope = MANY.key_block + content(MANY.dek, ROW, MANY.content[:24], message)
parts = [envelope[:len(MANY.key_block) + 56].hex()]
for tag in tags:
    parts += [CHUNK, tag.hex()]
parts[-1] += envelope[-17:].hex()
assert b"".join(bytes(part) if isinstance(part, int) else bytes.fromhex(part) for part in parts) == envelope
case("chunk-256", "257 chunks: the counter has more than one byte", CARDS, ROW, None, None, None, envelopeParts=parts,
     plaintextSha256=hashlib.sha256(message).hexdigest())

names = [c["name"] for c in cases]
assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)
out = Path(__file__).with_name("envelope-v1.json")
lines = ",\n".join(json.dumps(c, ensure_ascii=True) for c in cases)
out.write_text('{"format": "envelope/v1", "cases": [\n' + lines + "\n]}\n")
invalid_count = sum(c["result"] != "valid" for c in cases)
print(f"{len(cases)} cases, {invalid_count} of them invalid, {out.stat().st_size} bytes", file=sys.stderr)
