"""What the machine calls when behaviour is Python's, and the built-in functions that are written in Python.

A native works on built-in types only; meeting anything else it hands over to the function here that stands for it, with
its own arguments. Operators and comparisons add the names of the methods to try, as name words. The functions and
their code ids are fixed by the table of the prelude; the others are their helpers.
"""

# Kind numbers, as `kind_number` gives them.
_STR = 4
_BYTES = 5
_BYTEARRAY = 6
_LIST = 9
_TUPLE = 10
_FROZENSET = 12
_SET = 13
_DICT = 14
_INSTANCE = 18
_EXCEPTION = 26
_GENERATOR = 31

_default_stream = None


# Output and input


def print(*objects, sep=" ", end="\n", file=None, flush=False, stream=None):
    """Writes the text of each object, `sep` between them and `end` after, to `file` or `stream`, else to the console."""
    if sep is None:
        sep = " "
    if end is None:
        end = "\n"
    text = sep.join([str(o) for o in objects]) + end
    target = file if stream is None else stream
    if target is None:
        target = _default_stream
    if target is None:
        write_output(text)
    else:
        target.write(text)


def set_default_stream(stream):
    """Where `print` goes from now on; None for the console."""
    global _default_stream
    _default_stream = stream


def input(prompt=""):
    """Writes the prompt and reads a line from the console, without its end. EOFError if no more can come."""
    if prompt != "":
        write_output(str(prompt))
    line = read_input(-1)
    if not line:
        raise EOFError
    if line[-1] == "\n":
        line = line[:-1]
    return line


def display(value):
    """Shows the value of a line at the prompt, unless it is None."""
    if value is not None:
        write_output(repr(value) + "\n")


# Sorting


def _merge_order(keys, count):
    """The indices of `keys` in stable ascending order, by `<` alone."""
    order = [i for i in range(count)]
    width = 1
    while width < count:
        merged = []
        low = 0
        while low < count:
            middle = low + width
            high = middle + width
            if middle > count:
                middle = count
            if high > count:
                high = count
            i = low
            j = middle
            while i < middle and j < high:
                if keys[order[j]] < keys[order[i]]:
                    merged.append(order[j])
                    j += 1
                else:
                    merged.append(order[i])
                    i += 1
            merged.extend(order[i:middle])
            merged.extend(order[j:high])
            low = high
        order = merged
        width = width + width
    return order


def list_sort(self, *, key=None, reverse=False):
    """Sorts a list in place, stably, by `<` on the items or on `key(item)`."""
    reverse = bool(reverse)
    if key is None:
        if list_sort_plain(self, reverse):
            return
        keys = self[:]
    else:
        keys = [key(item) for item in self]
        if list_sort_pairs(keys, self, reverse):
            return
    items = self[:]
    if reverse:
        keys.reverse()
        items.reverse()
    items = [items[i] for i in _merge_order(keys, len(items))]
    if reverse:
        items.reverse()
    self[:] = items


def sorted(iterable, *, key=None, reverse=False):
    """A new list of the items in ascending order, by `<` on the items or on `key(item)`."""
    result = list(iterable)
    list_sort(result, key=key, reverse=reverse)
    return result


def min(*args, key=None, default=NotImplemented):
    """The least of the arguments, or of the one argument's items."""
    items = args
    if len(args) == 1:
        items = args[0]
    elif default is not NotImplemented:
        raise TypeError("Cannot specify a default for min() with multiple positional arguments")
    best = NotImplemented
    best_key = None
    for item in items:
        item_key = item if key is None else key(item)
        if best is NotImplemented or item_key < best_key:
            best = item
            best_key = item_key
    if best is NotImplemented:
        if not args:
            raise TypeError("min expected at least 1 argument, got 0")
        if default is NotImplemented:
            raise ValueError("min() arg is an empty sequence")
        return default
    return best


def max(*args, key=None, default=NotImplemented):
    """The greatest of the arguments, or of the one argument's items."""
    items = args
    if len(args) == 1:
        items = args[0]
    elif default is not NotImplemented:
        raise TypeError("Cannot specify a default for max() with multiple positional arguments")
    best = NotImplemented
    best_key = None
    for item in items:
        item_key = item if key is None else key(item)
        if best is NotImplemented or item_key > best_key:
            best = item
            best_key = item_key
    if best is NotImplemented:
        if not args:
            raise TypeError("max expected at least 1 argument, got 0")
        if default is NotImplemented:
            raise ValueError("max() arg is an empty sequence")
        return default
    return best


# Dicts


def dict(*args, **kw):
    """A dict from nothing, a mapping, pairs, or keywords; several arguments are keys and values in turn."""
    result = dict_new()
    if len(args) == 1:
        dict_update(result, args[0])
    elif args:
        i = 0
        while i < len(args):
            result[args[i]] = args[i + 1] if i + 1 < len(args) else None
            i += 2
    for k in kw:
        result[k] = kw[k]
    return result


def dict_update(self, other=(), **kw):
    """Adds the items of a mapping or of pairs, then the keywords."""
    if kind_number(other) == _DICT or kind_number(other) == _INSTANCE and type_method(other, "keys") is not None:
        for k in other.keys():
            self[k] = other[k]
    else:
        for pair in other:
            k, v = pair
            self[k] = v
    for k in kw:
        self[k] = kw[k]


def _find_entry(d, key):
    code = hash(key)
    at = dict_probe(d, code, -1)
    while at >= 0:
        k = dict_entry(d, at)[0]
        if k is key or k == key:
            return at
        at = dict_probe(d, code, at)
    return -1


def dict_get_item(d, key):
    at = _find_entry(d, key)
    if at < 0:
        raise KeyError(key)
    return dict_entry(d, at)[1]


def dict_set_item(d, key, value):
    at = _find_entry(d, key)
    if at >= 0:
        key = dict_entry(d, at)[0]
    dict_put(d, hash(key), key, value)


def dict_delete_item(d, key):
    at = _find_entry(d, key)
    if at < 0:
        raise KeyError(key)
    dict_delete_at(d, at)


# Threads and pins


def thread(fn, *args, prio=PRIO_NORMAL, size=-1):
    """Starts a thread that calls `fn(*args)`; `prio` 1 to 7, `size` of its first stack in bytes. The thread."""
    return thread_new(fn, args, prio, size)


def onPinRise(pin, fn, *args, debounce=0, time_unit=MILLIS):
    """Calls `fn(*args)` in the interrupt thread at each rising edge; None ends that. The level must last for `debounce`."""
    pin_attach(pin, fn, args, 1, debounce, time_unit)


def onPinFall(pin, fn, *args, debounce=0, time_unit=MILLIS):
    """Calls `fn(*args)` in the interrupt thread at each falling edge; None ends that. The level must last for `debounce`."""
    pin_attach(pin, fn, args, 0, debounce, time_unit)


def analogRead(pin, samples=1):
    """The level of an analog pin in the converter's own units; shorts if `samples` is more than one."""
    if type(pin) is list or type(pin) is tuple:
        return tuple([analogRead(p, samples) for p in pin])
    return adc_read(pin, samples)


def analogWrite(pin, period, pulse, time_unit=MILLIS, npulses=0):
    """Sends pulses of length `pulse` every `period`; `npulses` of them, or without end if it is 0."""
    pwm_write(pin, period, pulse, time_unit, npulses)


def random(a=None, b=None):
    """A random integer, or one between `a` and `b`, both included."""
    if a is None:
        return random_word() & 0x3FFFFFFF
    if b < a:
        raise ValueError("empty range")
    span = b - a + 1
    value = random_word()
    reach = 4294967296
    while reach < span:
        value = value * 4294967296 + random_word()
        reach = reach * 4294967296
    return a + value % span


def run_callback(fn, args):
    """Calls a pin or timer callback, without the arguments that it has no parameters for."""
    fn(*fill_arguments(fn, args))


# Operators


def _reflected_first(a, b, reflected):
    """Whether b's class is a proper descendant of a's and has a reflected method of its own to try first."""
    ca = class_of(a)
    cb = class_of(b)
    if ca is cb or kind_number(a) != _INSTANCE or kind_number(b) != _INSTANCE:
        return False
    return issubclass(cb, ca) and type_method(b, reflected) is not type_method(a, reflected)


def _both_sets(a, b):
    ka = kind_number(a)
    kb = kind_number(b)
    return (ka == _SET or ka == _FROZENSET) and (kb == _SET or kb == _FROZENSET)


def _set_operator(a, b, name):
    if name_is(name, "__and__"):
        return set_intersection_of(a, b)
    if name_is(name, "__or__"):
        return set_union_of(a, b)
    if name_is(name, "__sub__"):
        return set_difference_of(a, b)
    return set_symmetric_difference_of(a, b)


def binary(a, b, name, reflected):
    if _both_sets(a, b):
        return _set_operator(a, b, name)
    method = type_method(b, reflected)
    first = method is not None and _reflected_first(a, b, reflected)
    if first:
        result = method(b, a)
        if result is not NotImplemented:
            return result
    forward = type_method(a, name)
    if forward is not None:
        result = forward(a, b)
        if result is not NotImplemented:
            return result
    if method is not None and not first and class_of(a) is not class_of(b):
        result = method(b, a)
        if result is not NotImplemented:
            return result
    raise TypeError("unsupported operand types")


def inplace(a, b, inplace_name, name, reflected):
    method = type_method(a, inplace_name)
    if method is not None:
        result = method(a, b)
        if result is not NotImplemented:
            return result
    return binary(a, b, name, reflected)


def unary(a, name):
    method = type_method(a, name)
    if method is None:
        raise TypeError("bad operand type for unary operator")
    return method(a)


def _same(a, b):
    return a is b or a == b


def _compare_sequences(a, b, name):
    """Comparison of two lists or two tuples, item by item."""
    shorter = len(a) if len(a) < len(b) else len(b)
    i = 0
    while i < shorter and i < len(a) and i < len(b):
        if not _same(a[i], b[i]):
            if name_is(name, "__eq__"):
                return False
            if name_is(name, "__ne__"):
                return True
            return _ordered(a[i], b[i], name)
        i += 1
    return _ordered(len(a), len(b), name)


def _ordered(a, b, name):
    if name_is(name, "__eq__"):
        return a == b
    if name_is(name, "__ne__"):
        return a != b
    if name_is(name, "__lt__"):
        return a < b
    if name_is(name, "__le__"):
        return a <= b
    if name_is(name, "__gt__"):
        return a > b
    return a >= b


def _equal_dicts(a, b):
    if len(a) != len(b):
        return False
    for k in a:
        if k not in b or not _same(a[k], b[k]):
            return False
    return True


def _compare_sets(a, b, name):
    if name_is(name, "__le__"):
        return set_issubset_of(a, b)
    if name_is(name, "__lt__"):
        return len(a) < len(b) and set_issubset_of(a, b)
    if name_is(name, "__ge__"):
        return set_issubset_of(b, a)
    if name_is(name, "__gt__"):
        return len(b) < len(a) and set_issubset_of(b, a)
    equal = len(a) == len(b) and set_issubset_of(a, b)
    return equal if name_is(name, "__eq__") else not equal


def compare(a, b, name, reflected):
    ka = kind_number(a)
    kb = kind_number(b)
    if ka == kb:
        if ka == _LIST or ka == _TUPLE:
            return _compare_sequences(a, b, name)
        if ka == _SET or ka == _FROZENSET:
            return _compare_sets(a, b, name)
        if ka == _DICT:
            if name_is(name, "__eq__"):
                return _equal_dicts(a, b)
            if name_is(name, "__ne__"):
                return not _equal_dicts(a, b)
    method = type_method(b, reflected)
    first = method is not None and _reflected_first(a, b, reflected)
    if first:
        result = method(b, a)
        if result is not NotImplemented:
            return result
    forward = type_method(a, name)
    if forward is not None:
        result = forward(a, b)
        if result is not NotImplemented:
            return result
    if method is not None and not first:
        result = method(b, a)
        if result is not NotImplemented:
            return result
    if name_is(name, "__ne__"):
        equal = type_method(a, "__eq__")
        if equal is not None:
            result = equal(a, b)
            if result is not NotImplemented:
                return not result
        equal = type_method(b, "__eq__")
        if equal is not None:
            result = equal(b, a)
            if result is not NotImplemented:
                return not result
        return a is not b
    if name_is(name, "__eq__"):
        return a is b
    raise TypeError("ordering not supported between these operands")


def truth(a):
    method = type_method(a, "__bool__")
    if method is not None:
        result = method(a)
        if result is True or result is False:
            return result
        raise TypeError("__bool__ should return bool")
    method = type_method(a, "__len__")
    if method is not None:
        return method(a) != 0
    return True


def contains(item, container):
    kind = kind_number(container)
    if kind == _SET or kind == _FROZENSET:
        return _find_entry(container, item) >= 0
    if kind_number(container) == _INSTANCE:
        method = type_method(container, "__contains__")
        if method is not None:
            return bool(method(container, item))
    elif kind_number(container) == _DICT:
        return _find_entry(container, item) >= 0
    for other in container:
        if other is item or other == item:
            return True
    return False


# Iteration


def _by_index(a, method):
    i = 0
    while True:
        try:
            item = method(a, i)
        except IndexError:
            return
        yield item
        i += 1


def _by_next(it, method):
    while True:
        try:
            item = method(it)
        except StopIteration as e:
            return e.value
        yield item


def iter_object(a):
    method = type_method(a, "__iter__")
    if method is not None:
        it = method(a)
        if kind_number(it) == _INSTANCE and type_method(it, "__next__") is None:
            raise TypeError("iter() returned non-iterator")
        return it
    method = type_method(a, "__getitem__")
    if method is None:
        raise TypeError("object is not iterable")
    return _by_index(a, method)


def iterate(a):
    it = iter_object(a)
    if kind_number(it) == _INSTANCE:
        return _by_next(it, type_method(it, "__next__"))
    return iter(it)


def next_object(a, default=NotImplemented):
    method = type_method(a, "__next__")
    if method is None:
        raise TypeError("object is not an iterator")
    if default is NotImplemented:
        return method(a)
    try:
        return method(a)
    except StopIteration:
        return default


def to_list(iterable):
    return [item for item in iterable]


# These five begin again, with their parameters as they are, after what they call has raised.


def map_iterator(fn, *iterables):
    iterables = [iter(i) for i in iterables]
    if len(iterables) == 1:
        for item in iterables[0]:
            yield fn(item)
    else:
        for items in zip_iterator(*iterables):
            yield fn(*items)


def filter_iterator(fn, iterable):
    iterable = iter(iterable)
    for item in iterable:
        if item if fn is None else fn(item):
            yield item


def zip_iterator(*iterables):
    iterables = [iter(i) for i in iterables]
    if not iterables:
        return
    while True:
        items = []
        for it in iterables:
            try:
                items.append(next(it))
            except StopIteration:
                return
        yield tuple(items)


def enumerate_iterator(iterable, start=0):
    iterable = iter(iterable)
    for item in iterable:
        yield start, item
        start += 1


def call_iterator(fn, sentinel):
    while True:
        value = fn()
        if value == sentinel:
            return
        yield value


def all_of(iterable):
    for item in iterable:
        if not item:
            return False
    return True


def any_of(iterable):
    for item in iterable:
        if item:
            return True
    return False


def sum_of(iterable, start=0):
    for item in iterable:
        start = start + item
    return start


# Text


def _text_of(value, what):
    if kind_number(value) != _STR:
        raise TypeError(what)
    return value


def to_str(a):
    if kind_number(a) == _INSTANCE:
        method = type_method(a, "__str__")
        if method is not None:
            return _text_of(method(a), "__str__ returned non-string")
    elif kind_number(a) == _EXCEPTION:
        args = exception_args(a)
        if not args:
            return ""
        if len(args) == 1:
            return str(args[0])
        return repr(args)
    return to_repr(a)


def _items_repr(items):
    return ", ".join([repr(item) for item in items])


def to_repr(a):
    kind = kind_number(a)
    if kind == _INSTANCE:
        method = type_method(a, "__repr__")
        if method is None:
            return plain_repr(a)
        return _text_of(method(a), "__repr__ returned non-string")
    if kind == _LIST or kind == _TUPLE or kind == _DICT or kind == _SET or kind == _FROZENSET:
        return _container_repr(a, kind)
    if kind == _EXCEPTION:
        args = exception_args(a)
        if len(args) == 1:
            return type_name(a) + "(" + repr(args[0]) + ")"
        return type_name(a) + repr(args)
    return plain_repr(a)


def _container_repr(a, kind):
    if not repr_enter(a):
        if kind == _LIST:
            return "[...]"
        if kind == _DICT:
            return "{...}"
        return "(...)"
    try:
        if kind == _LIST:
            return "[" + _items_repr(a) + "]"
        if kind == _TUPLE:
            return "(" + _items_repr(a) + (",)" if len(a) == 1 else ")")
        if kind == _DICT:
            return "{" + ", ".join([repr(k) + ": " + repr(v) for k, v in a.items()]) + "}"
        if kind == _SET:
            return "{" + _items_repr(a) + "}"
        return "frozenset({" + _items_repr(a) + "})"
    finally:
        repr_leave(a)


def to_format(a, spec=""):
    method = type_method(a, "__format__")
    if method is not None:
        return _text_of(method(a, spec), "__format__ must return a str")
    if spec != "":
        raise TypeError("unsupported format string passed to object.__format__")
    return str(a)


def percent_format(text, args):
    single = kind_number(args) != _TUPLE and kind_number(args) != _DICT
    if kind_number(args) == _DICT:
        return text % {k: _plain(args[k]) for k in args}
    items = [args] if single else args
    out = []
    plain = []
    used = 0
    i = 0
    while i < len(text):
        c = text[i]
        if c != "%":
            out.append(c)
            i += 1
            continue
        start = i
        i += 1
        while i < len(text) and text[i] in "#0- +*.0123456789hlL":
            if text[i] == "*":
                plain.append(items[used])
                used += 1
            i += 1
        if i >= len(text):
            raise ValueError("incomplete format")
        c = text[i]
        i += 1
        if c == "%":
            out.append(text[start:i])
            continue
        if used >= len(items):
            raise TypeError("not enough arguments for format string")
        value = items[used]
        used += 1
        if c == "s":
            value = str(value)
        elif c == "r":
            value = repr(value)
            c = "s"
        elif c == "a":
            value = ascii(value)
            c = "s"
        plain.append(value)
        out.append(text[start : i - 1] + c)
    if used < len(items) and not single:
        raise TypeError("not all arguments converted during string formatting")
    return "".join(out) % tuple(plain)


def _plain(value):
    return str(value) if kind_number(value) == _INSTANCE else value


def _field_value(name, args, kw, state):
    """The value a replacement field names: an argument, then attributes are refused and items followed."""
    end = 0
    while end < len(name) and name[end] != "." and name[end] != "[":
        end += 1
    first = name[:end]
    if first == "":
        if state[0] < 0:
            raise ValueError("cannot switch from manual field specification to automatic field numbering")
        value = args[state[0]]
        state[0] += 1
    elif first.isdigit():
        if state[0] > 0:
            raise ValueError("cannot switch from automatic field numbering to manual field specification")
        state[0] = -1
        value = args[int(first)]
    else:
        value = kw[first]
    while end < len(name):
        if name[end] == ".":
            raise UnsupportedError("attributes cannot be looked up by a name in a format string")
        close = name.find("]", end)
        if close < 0:
            raise ValueError("expected '}' before end of string")
        key = name[end + 1 : close]
        value = value[int(key) if key.isdigit() else key]
        end = close + 1
    return value


def _format_into(out, text, args, kw, state, depth):
    i = 0
    start = 0
    while i < len(text):
        c = text[i]
        if c != "{" and c != "}":
            i += 1
            continue
        if i > start:
            out.append(text[start:i])
        if i + 1 < len(text) and text[i + 1] == c:
            out.append(c)
            i += 2
            start = i
            continue
        if c == "}":
            raise ValueError("Single '}' encountered in format string")
        if depth == 0:
            raise ValueError("Max string recursion exceeded")
        end = i + 1
        nested = 1
        while end < len(text):
            if text[end] == "{":
                nested += 1
            elif text[end] == "}":
                nested -= 1
                if nested == 0:
                    break
            end += 1
        if nested:
            raise ValueError("expected '}' before end of string")
        out.append(_format_field(text[i + 1 : end], args, kw, state, depth))
        i = end + 1
        start = i
    if i > start:
        out.append(text[start:])


def _format_field(field, args, kw, state, depth):
    end = 0
    brackets = 0
    while end < len(field) and (brackets or field[end] != "!" and field[end] != ":"):
        if field[end] == "[":
            brackets = 1
        elif field[end] == "]":
            brackets = 0
        end += 1
    value = _field_value(field[:end], args, kw, state)
    if end < len(field) and field[end] == "!":
        conversion = field[end + 1 : end + 2]
        if conversion == "r":
            value = repr(value)
        elif conversion == "s":
            value = str(value)
        elif conversion == "a":
            value = ascii(value)
        else:
            raise ValueError("Unknown conversion specifier")
        end += 2
        if end < len(field) and field[end] != ":":
            raise ValueError("expected ':' after conversion specifier")
    spec = field[end + 1 :]
    if "{" in spec:
        parts = []
        _format_into(parts, spec, args, kw, state, depth - 1)
        spec = "".join(parts)
    return format(value, spec)


def str_format(self, *args, **kw):
    """Replaces the fields in braces by the formatted arguments."""
    out = []
    _format_into(out, self, args, kw, [0], 2)
    return "".join(out)


# Conversions


def to_hash(a):
    if kind_number(a) == _TUPLE:
        result = 0x345678
        for item in a:
            result = ((result ^ (hash(item) & 0xFFFFFFFF)) * 1000003) & 0x3FFFFFFF
        return result
    method = type_method(a, "__hash__")
    if method is None:
        if type_method(a, "__eq__") is not None:
            raise TypeError("unhashable type")
        return id(a)
    result = method(a)
    if type(result) is not int:
        raise TypeError("__hash__ method should return an integer")
    return result


def to_len(a):
    method = type_method(a, "__len__")
    if method is None:
        raise TypeError("object has no len()")
    result = method(a)
    if type(result) is not int:
        raise TypeError("object cannot be interpreted as an integer")
    if result < 0:
        raise ValueError("__len__() should return >= 0")
    return result


def to_int(a, base=NotImplemented):
    method = type_method(a, "__int__")
    if method is None:
        method = type_method(a, "__index__")
    if method is None or base is not NotImplemented:
        raise TypeError("int() argument must be a string, a bytes-like object or a real number")
    result = method(a)
    if type(result) is not int:
        raise TypeError("__int__ returned non-int")
    return result


def to_float(a):
    method = type_method(a, "__float__")
    if method is None:
        return float(to_index(a))
    result = method(a)
    if type(result) is not float:
        raise TypeError("__float__ returned non-float")
    return result


def to_index(a):
    if type(a) is int or type(a) is bool:
        return a
    method = type_method(a, "__index__")
    if method is None:
        raise TypeError("object cannot be interpreted as an integer")
    result = method(a)
    if type(result) is not int:
        raise TypeError("__index__ returned non-int")
    return result


# What natives hand over when they meet Python iterables, equality or hashes


def join_of(separator, iterable):
    return separator.join(to_list(iterable))


def extend_of(self, iterable):
    self.extend(to_list(iterable))


def _place(self, item, start, stop):
    for i in range(start, stop):
        if i < len(self) and _same(self[i], item):
            return i
    return -1


def remove_of(self, item):
    at = _place(self, item, 0, len(self))
    if at < 0:
        raise ValueError("value is not in the sequence")
    del self[at]


def index_of(self, item, start=0, stop=None):
    start, stop, step = slice(start, stop).indices(len(self))
    at = _place(self, item, start, stop)
    if at < 0:
        raise ValueError("value is not in the sequence")
    return at


def count_of(self, item):
    count = 0
    for other in self:
        if _same(other, item):
            count += 1
    return count


def tuple_of(iterable):
    return tuple(to_list(iterable))


def set_of(iterable):
    result = set()
    for item in iterable:
        set_add_of(result, item)
    return result


def frozenset_of(iterable):
    return frozenset(set_of(iterable))


def bytes_of(source):
    if kind_number(source) == _INSTANCE:
        method = type_method(source, "__bytes__")
        if method is not None:
            return method(source)
    return bytes(to_list(source))


def bytearray_of(source):
    return bytearray(bytes_of(source))


def shorts_of(source):
    return shorts(to_list(source))


def shortarray_of(source):
    return shortarray(to_list(source))


def set_add_of(self, item):
    if _find_entry(self, item) < 0:
        dict_put(self, hash(item), item, None)


def set_discard_of(self, item):
    at = _find_entry(self, item)
    if at >= 0:
        dict_delete_at(self, at)


def set_remove_of(self, item):
    at = _find_entry(self, item)
    if at < 0:
        raise KeyError(item)
    dict_delete_at(self, at)


def set_update_of(self, *others):
    for other in others:
        for item in to_list(other):
            set_add_of(self, item)


def set_union_of(self, *others):
    result = self.copy()
    if kind_number(result) == _FROZENSET:
        result = set(result)
    set_update_of(result, *others)
    return frozenset(result) if kind_number(self) == _FROZENSET else result


def _kept(self, others, wanted):
    result = set()
    for item in self:
        inside = True
        for other in others:
            if (_find_entry(other, item) >= 0) is not wanted:
                inside = False
        if inside:
            set_add_of(result, item)
    return frozenset(result) if kind_number(self) == _FROZENSET else result


def set_intersection_of(self, *others):
    return _kept(self, [set_of(other) for other in others], True)


def set_difference_of(self, *others):
    return _kept(self, [set_of(other) for other in others], False)


def set_symmetric_difference_of(self, other):
    other = set_of(other)
    result = set(_kept(self, [other], False))
    set_update_of(result, _kept(other, [self], False))
    return frozenset(result) if kind_number(self) == _FROZENSET else result


def _become(self, items):
    self.clear()
    set_update_of(self, items)


def set_intersection_update_of(self, *others):
    _become(self, set_intersection_of(self, *others))


def set_difference_update_of(self, *others):
    _become(self, set_difference_of(self, *others))


def set_symmetric_difference_update_of(self, other):
    _become(self, set_symmetric_difference_of(self, other))


def set_isdisjoint_of(self, other):
    for item in other:
        if _find_entry(self, item) >= 0:
            return False
    return True


def set_issubset_of(self, other):
    other = set_of(other)
    for item in self:
        if _find_entry(other, item) < 0:
            return False
    return True


def set_issuperset_of(self, other):
    for item in other:
        if _find_entry(self, item) < 0:
            return False
    return True


def dict_get_of(self, key, default=None):
    at = _find_entry(self, key)
    return default if at < 0 else dict_entry(self, at)[1]


def dict_pop_of(self, key, default=NotImplemented):
    at = _find_entry(self, key)
    if at < 0:
        if default is NotImplemented:
            raise KeyError(key)
        return default
    value = dict_entry(self, at)[1]
    dict_delete_at(self, at)
    return value


def dict_setdefault_of(self, key, default=None):
    at = _find_entry(self, key)
    if at < 0:
        dict_put(self, hash(key), key, default)
        return default
    return dict_entry(self, at)[1]


def abs_of(a):
    method = type_method(a, "__abs__")
    if method is None:
        raise TypeError("bad operand type for abs()")
    return method(a)


def divmod_of(a, b):
    for_a = type_method(a, "__divmod__")
    if for_a is not None:
        result = for_a(a, b)
        if result is not NotImplemented:
            return result
    for_b = type_method(b, "__rdivmod__")
    if for_b is not None:
        result = for_b(b, a)
        if result is not NotImplemented:
            return result
    raise TypeError("unsupported operand types")


def pow_of(a, b, modulus=None):
    if modulus is None:
        return a**b
    method = type_method(a, "__pow__")
    if method is None:
        raise TypeError("unsupported operand types")
    return method(a, b, modulus)


def round_of(number, ndigits=None):
    method = type_method(number, "__round__")
    if method is None:
        raise TypeError("object has no __round__ method")
    return method(number) if ndigits is None else method(number, ndigits)


def _backwards(a):
    i = len(a)
    while i > 0:
        i -= 1
        yield a[i]


def reversed_of(a):
    method = type_method(a, "__reversed__")
    if method is not None:
        return method(a)
    if type_method(a, "__getitem__") is None or type_method(a, "__len__") is None:
        raise TypeError("object is not reversible")
    return _backwards(a)


def dict_of(items):
    result = dict_new()
    for i in range(0, len(items), 2):
        dict_set_item(result, items[i], items[i + 1])
    return result


def range_of(*args):
    return range(*[to_index(a) for a in args])


def bin_of(a):
    return bin(to_index(a))


def oct_of(a):
    return oct(to_index(a))


def hex_of(a):
    return hex(to_index(a))


# Items and attributes of instances


def _set_built_in(v, o, i):
    if kind_number(i) == _INSTANCE:
        i = to_index(i)
    elif type(i) is slice:
        v = to_list(v)
    else:
        v = to_index(v)
    o[i] = v


def get_item(o, i):
    if kind_number(o) != _INSTANCE:
        return o[to_index(i)]
    method = type_method(o, "__getitem__")
    if method is None:
        raise TypeError("object is not subscriptable")
    return method(o, i)


def set_item(v, o, i):
    if kind_number(o) != _INSTANCE:
        _set_built_in(v, o, i)
        return
    method = type_method(o, "__setitem__")
    if method is None:
        raise TypeError("object does not support item assignment")
    method(o, i, v)


def delete_item(o, i):
    if kind_number(o) != _INSTANCE:
        del o[to_index(i)]
        return
    method = type_method(o, "__delitem__")
    if method is None:
        raise TypeError("object does not support item deletion")
    method(o, i)


def get_attribute(o, name):
    method = type_method(o, "__getattr__")
    if method is None:
        raise AttributeError
    return method(o, name_text(name))


def set_attribute(o, name, value):
    type_method(o, "__setattr__")(o, name_text(name), value)


def delete_attribute(o, name):
    type_method(o, "__delattr__")(o, name_text(name))


def get_attr_of(o, name, default=NotImplemented):
    function, args = attribute_call(o, name)
    if default is NotImplemented:
        return function(*args)
    try:
        return function(*args)
    except AttributeError:
        return default


def has_attr_of(o, name):
    function, args = attribute_call(o, name)
    try:
        function(*args)
    except AttributeError:
        return False
    return True


def set_attr_of(o, name, value):
    method = type_method(o, "__setattr__")
    if method is None:
        raise UnsupportedError("setattr() of a property")
    method(o, name_text(name), value)


def del_attr_of(o, name):
    type_method(o, "__delattr__")(o, name_text(name))


def call_instance(o, *args, **kw):
    method = type_method(o, "__call__")
    if method is None:
        raise TypeError("object is not callable")
    return method(o, *args, **kw)
