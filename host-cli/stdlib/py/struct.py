"""Packing values into bytes and back, in the notation of CPython's struct."""

new_exception(StructError, Exception, "bad char in struct format")
