# Frames and checksums with bytes.
def crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07) & 0xff if crc & 0x80 else crc << 1
    return crc

def frame(payload):
    out = bytearray([0x7e, len(payload)])
    for byte in payload:
        if byte in (0x7e, 0x7d):
            out += bytes([0x7d, byte ^ 0x20])
        else:
            out.append(byte)
    out.append(crc8(payload))
    return bytes(out)

print(crc8(b"123456789"), frame(b"hi"), frame(b"\x7e\x7d"))
adler_a, adler_b = 1, 0
for byte in b"Wikipedia":
    adler_a = (adler_a + byte) % 65521
    adler_b = (adler_b + adler_a) % 65521
print(hex(adler_b << 16 | adler_a))
h = 0x811c9dc5
for byte in b"foobar":
    h = (h ^ byte) * 0x01000193 & 0xffffffff
print(hex(h))
