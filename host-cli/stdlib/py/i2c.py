"""I2C, as the master of the bus. Times are milliseconds; a timeout below zero waits for ever."""


class I2C:
    """A device at a 7-bit address on a bus; call `start` before the first transfer."""

    def __init__(self, drvname, addr, clock=100000):
        self.drv = drvname
        self.addr = addr
        self.clock = clock

    def start(self):
        """Opens the bus at the clock in hertz. PeripheralError if it cannot be had."""
        i2c_open(self.drv, self.clock)

    def stop(self):
        """Closes the bus."""
        i2c_close(self.drv)

    def set_addr(self, addr):
        """Talks to another address from now on."""
        self.addr = addr

    def write(self, data, timeout=-1):
        """Writes bytes, text, one integer or a list of integers."""
        if type(data) is int:
            data = bytes([data])
        elif type(data) is not bytes and type(data) is not bytearray:
            data = bytes(data, "utf-8") if type(data) is str else bytes(data)
        i2c_transfer(self.drv, self.addr, data, 0)

    def write_bytes(self, *values):
        """Writes the integers 0–255 given as arguments."""
        self.write(bytes(values))

    def read(self, n, timeout=-1):
        """Reads `n` bytes, as a bytearray."""
        return i2c_transfer(self.drv, self.addr, b"", n)

    def write_read(self, data, n, timeout=-1):
        """Writes, then reads `n` bytes after a repeated start."""
        if type(data) is int:
            data = bytes([data])
        elif type(data) is not bytes and type(data) is not bytearray:
            data = bytes(data, "utf-8") if type(data) is str else bytes(data)
        return i2c_transfer(self.drv, self.addr, data, n)
