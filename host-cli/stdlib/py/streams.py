"""Byte streams: the console and the serial ports."""

PARITY_NONE = 0
PARITY_EVEN = 1
STOPBIT_1 = 0
STOPBIT_1_HALF = 1
STOPBIT_2 = 2
BITSIZE_8 = 0
SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2


class stream:
    """What every stream can do over its own `_read` and `write`."""

    def read(self, size=1):
        """Up to `size` bytes as they arrive, at least one; empty when the other end is gone."""
        return self._read(size)

    def readline(self, sep="\n", buffer=None, size=0, ofs=0):
        """Bytes up to and including the separator, as a bytearray; with a buffer, at most `size` bytes at `ofs` of it, and the buffer."""
        end = ord(sep)
        if buffer is None:
            line = bytearray()
            while True:
                piece = self._read(1)
                line.extend(piece)
                if not piece or piece[0] == end:
                    return line
        for i in range(size):
            piece = self._read(1)
            if not piece:
                break
            buffer[ofs + i] = piece[0]
            if piece[0] == end:
                break
        return buffer


class serial(stream):
    """A serial port; the console if it is the one the host is attached to. `print` goes there unless `set_default` is false."""

    def __init__(self, drvname=SERIAL0, baud=115200, stopbits=STOPBIT_1, parity=PARITY_NONE, bitsize=BITSIZE_8, set_default=True, rxsize=0, txsize=0):
        self.drv = drvname
        serial_open(drvname, baud, parity, stopbits, bitsize)
        if set_default:
            set_default_stream(None if drvname == SERIAL0 else self)

    def _read(self, size):
        return serial_read(self.drv, size, -1)

    def write(self, data):
        """Writes text or bytes; how many bytes were written."""
        return serial_write(self.drv, data)

    def available(self):
        """How many bytes can be read without waiting."""
        return serial_available(self.drv)

    def close(self):
        """Closes the port."""
        serial_close(self.drv)
