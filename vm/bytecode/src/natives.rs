//! The native functions: what bytecode can call in the machine.
//!
//! A row is an id (group << 8 | index), the identifier of its function in the machine, the space it is found in, its name
//! there, the least and the most arguments (for a method `self` is one of them; 255 is any number), and the names by which
//! arguments can be given as keywords, `_` for one that cannot. Optional arguments not given arrive as
//! [`crate::value::MISSING`] up to the last keyword name; trailing ones are absent.
//!
//! Groups: 0, 1, 3–6 core · 2 text · 7 threads · 8 system · 9 pins · 10 math · 11 struct. `board.toml` says which a board
//! carries; core cannot be left out. Append-only within a group.

/// Where a native function is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(
    missing_docs,
    reason = "the spaces below Intrinsic are the types and modules they are named after"
)]
pub enum Space {
    /// A built-in function.
    Builtin,
    /// The constructor of a built-in type.
    New,
    /// Visible to the prelude and the library only.
    Intrinsic,
    Str,
    Bytes,
    ByteArray,
    List,
    Tuple,
    Range,
    Shorts,
    ShortArray,
    Slice,
    Dict,
    Set,
    Int,
    Float,
    Generator,
    Thread,
    /// Called on the type itself.
    BytesType,
    IntType,
    Gc,
    Math,
    Struct,
}

/// A native function as the compiler sees it.
#[derive(Clone, Copy, Debug)]
pub struct Native {
    /// group << 8 | index.
    pub id: u16,
    /// Where it is found.
    pub space: Space,
    /// Its name there.
    pub name: &'static str,
    /// Least arguments.
    pub min: u8,
    /// Most arguments, 255 is any number.
    pub max: u8,
    /// Names of parameters that can be given as keywords; `_` for one that cannot.
    pub keywords: &'static [&'static str],
}

impl Space {
    /// The library module whose attributes the natives of this space are, beside those of the module's own text.
    #[must_use]
    pub const fn module(self) -> Option<&'static str> {
        match self {
            Space::Gc => Some("gc"),
            Space::Math => Some("math"),
            Space::Struct => Some("struct"),
            _ => None,
        }
    }
}

/// Which argument of an intrinsic is a name: a text literal there is compiled to the name's word
/// ([`crate::op::Op::LoadName`]), anything else must hold such a word already.
#[must_use]
pub const fn name_argument(native: u16) -> Option<usize> {
    match native {
        id::type_method
        | id::get_attr
        | id::set_attr
        | id::has_attr
        | id::del_attr
        | id::object_setattr
        | id::name_is => Some(1),
        id::compare_native => Some(2),
        id::name_text => Some(0),
        _ => None,
    }
}

/// Calls the macro `$m` with every row of the table of natives.
#[macro_export]
macro_rules! for_each_native {
    ($m:ident) => {
        $m! {
            // core: built-in functions
            0x0000 abs = Builtin "abs" 1 1 [];
            0x0001 all = Builtin "all" 1 1 [];
            0x0002 any = Builtin "any" 1 1 [];
            0x0003 ascii = Builtin "ascii" 1 1 [];
            0x0004 bin = Builtin "bin" 1 1 [];
            0x0005 callable = Builtin "callable" 1 1 [];
            0x0006 chr = Builtin "chr" 1 1 [];
            0x0007 divmod = Builtin "divmod" 2 2 [];
            0x0008 enumerate = Builtin "enumerate" 1 2 [iterable start];
            0x0009 filter = Builtin "filter" 2 2 [];
            0x000a format = Builtin "format" 1 2 [];
            0x000b hash = Builtin "hash" 1 1 [];
            0x000c hex = Builtin "hex" 1 2 [];
            0x000d id = Builtin "id" 1 1 [];
            0x000e isinstance = Builtin "isinstance" 2 2 [];
            0x000f issubclass = Builtin "issubclass" 2 2 [];
            0x0010 iter = Builtin "iter" 1 2 [];
            0x0011 len = Builtin "len" 1 1 [];
            0x0012 map = Builtin "map" 2 255 [];
            0x0013 next = Builtin "next" 1 2 [];
            0x0014 oct = Builtin "oct" 1 1 [];
            0x0015 ord = Builtin "ord" 1 1 [];
            0x0016 pow = Builtin "pow" 2 3 [];
            0x0017 repr = Builtin "repr" 1 1 [];
            0x0018 reversed = Builtin "reversed" 1 1 [];
            0x0019 round = Builtin "round" 1 2 [_ ndigits];
            0x001a sum = Builtin "sum" 1 2 [_ start];
            0x001b zip = Builtin "zip" 0 255 [];
            0x001c type_of = Builtin "type" 1 1 [];
            0x001d new_int = New "int" 0 2 [_ base];
            0x001e new_float = New "float" 0 1 [];
            0x001f new_bool = New "bool" 0 1 [];
            0x0020 new_str = New "str" 0 3 [object encoding errors];
            0x0021 new_bytes = New "bytes" 0 3 [source encoding errors];
            0x0022 new_bytearray = New "bytearray" 0 3 [source encoding errors];
            0x0023 new_shorts = New "shorts" 0 1 [];
            0x0024 new_shortarray = New "shortarray" 0 1 [];
            0x0025 new_list = New "list" 0 1 [];
            0x0026 new_tuple = New "tuple" 0 1 [];
            0x0027 new_range = New "range" 1 3 [];
            0x0028 new_set = New "set" 0 1 [];
            0x0029 new_frozenset = New "frozenset" 0 1 [];
            0x002a new_slice = New "slice" 1 3 [];
            0x002b new_property = New "property" 0 4 [];
            0x002c new_staticmethod = New "staticmethod" 1 1 [];
            0x002d new_classmethod = New "classmethod" 1 1 [];
            0x002e new_object = New "object" 0 0 [];
            0x002f property_getter = Intrinsic "property_getter" 2 2 [];
            0x0030 property_setter = Intrinsic "property_setter" 2 2 [];
            0x0031 property_deleter = Intrinsic "property_deleter" 2 2 [];

            // core: what the prelude is written with; never visible to a program
            0x0100 write_output = Intrinsic "write_output" 1 1 [];
            0x0101 read_input = Intrinsic "read_input" 1 1 [];
            0x0102 type_method = Intrinsic "type_method" 2 2 [];
            0x0103 get_attr = Intrinsic "get_attr" 2 3 [];
            0x0104 set_attr = Intrinsic "set_attr" 3 3 [];
            0x0105 has_attr = Intrinsic "has_attr" 2 2 [];
            0x0106 del_attr = Intrinsic "del_attr" 2 2 [];
            0x0107 plain_repr = Intrinsic "plain_repr" 1 1 [];
            0x0108 plain_str = Intrinsic "plain_str" 1 1 [];
            0x0109 class_of = Intrinsic "class_of" 1 1 [];
            0x010a kind_number = Intrinsic "kind_number" 1 1 [];
            0x010b list_version = Intrinsic "list_version" 1 1 [];
            0x010c dict_probe = Intrinsic "dict_probe" 3 3 [];
            0x010d dict_put = Intrinsic "dict_put" 4 4 [];
            0x010e dict_delete_at = Intrinsic "dict_delete_at" 2 2 [];
            0x010f is_sequence = Intrinsic "is_sequence" 1 1 [];
            0x0110 is_mapping = Intrinsic "is_mapping" 1 1 [];
            0x0111 active_exception = Intrinsic "active_exception" 0 0 [];
            0x0112 exception_args = Intrinsic "exception_args" 1 1 [];
            0x0113 set_display = Intrinsic "set_display" 1 1 [];
            0x0114 fill_text = Intrinsic "fill_text" 1 1 [];
            0x0115 raise_in = Intrinsic "raise_in" 2 2 [];
            0x0116 exception_new = Intrinsic "exception_new" 2 2 [];
            0x0117 name_text = Intrinsic "name_text" 1 1 [];
            0x0118 type_name = Intrinsic "type_name" 1 1 [];
            0x0119 object_setattr = Intrinsic "object_setattr" 3 3 [];
            0x011a repr_enter = Intrinsic "repr_enter" 1 1 [];
            0x011b repr_leave = Intrinsic "repr_leave" 1 1 [];
            0x011c dict_entry = Intrinsic "dict_entry" 2 2 [];
            0x011d compare_native = Intrinsic "compare_native" 3 3 [];
            0x011e super_init = Intrinsic "super_init" 1 255 [];
            0x011f name_is = Intrinsic "name_is" 2 2 [];
            0x0120 fill_arguments = Intrinsic "fill_arguments" 2 2 [];
            0x0121 attribute_call = Intrinsic "attribute_call" 2 2 [];

            // text: methods of str
            0x0200 str_count = Str "count" 2 4 [];
            0x0201 str_split = Str "split" 1 3 [_ sep maxsplit];
            0x0202 str_strip = Str "strip" 1 3 [];
            0x0203 str_index = Str "index" 2 4 [];
            0x0204 str_find = Str "find" 2 4 [];
            0x0205 str_startswith = Str "startswith" 2 4 [];
            0x0206 str_endswith = Str "endswith" 2 4 [];
            0x0207 str_replace = Str "replace" 3 4 [];
            0x0208 str_join = Str "join" 2 2 [];
            0x0209 str_upper = Str "upper" 1 1 [];
            0x020a str_lower = Str "lower" 1 1 [];
            0x020b str_rsplit = Str "rsplit" 1 3 [_ sep maxsplit];
            0x020c str_lstrip = Str "lstrip" 1 2 [];
            0x020d str_rstrip = Str "rstrip" 1 2 [];
            0x020e str_rfind = Str "rfind" 2 4 [];
            0x020f str_rindex = Str "rindex" 2 4 [];
            0x0210 str_partition = Str "partition" 2 2 [];
            0x0211 str_rpartition = Str "rpartition" 2 2 [];
            0x0212 str_splitlines = Str "splitlines" 1 2 [_ keepends];
            0x0213 str_title = Str "title" 1 1 [];
            0x0214 str_capitalize = Str "capitalize" 1 1 [];
            0x0215 str_swapcase = Str "swapcase" 1 1 [];
            0x0216 str_center = Str "center" 2 3 [];
            0x0217 str_ljust = Str "ljust" 2 3 [];
            0x0218 str_rjust = Str "rjust" 2 3 [];
            0x0219 str_zfill = Str "zfill" 2 2 [];
            0x021a str_expandtabs = Str "expandtabs" 1 2 [_ tabsize];
            0x021b str_isalpha = Str "isalpha" 1 1 [];
            0x021c str_isdigit = Str "isdigit" 1 1 [];
            0x021d str_isalnum = Str "isalnum" 1 1 [];
            0x021e str_isspace = Str "isspace" 1 1 [];
            0x021f str_isupper = Str "isupper" 1 1 [];
            0x0220 str_islower = Str "islower" 1 1 [];
            0x0221 str_isdecimal = Str "isdecimal" 1 1 [];
            0x0222 str_isnumeric = Str "isnumeric" 1 1 [];
            0x0223 str_isidentifier = Str "isidentifier" 1 1 [];
            0x0224 str_istitle = Str "istitle" 1 1 [];
            0x0225 str_isprintable = Str "isprintable" 1 1 [];
            0x0226 str_isascii = Str "isascii" 1 1 [];
            0x0227 str_encode = Str "encode" 1 3 [_ encoding errors];
            0x0228 str_casefold = Str "casefold" 1 1 [];
            0x0229 str_removeprefix = Str "removeprefix" 2 2 [];
            0x022a str_removesuffix = Str "removesuffix" 2 2 [];

            // core: methods of bytes and, the same, of bytearray; then those of bytearray alone
            0x0300 bytes_count = Bytes "count" 2 4 [];
            0x0301 bytes_split = Bytes "split" 1 3 [_ sep maxsplit];
            0x0302 bytes_strip = Bytes "strip" 1 3 [];
            0x0303 bytes_index = Bytes "index" 2 4 [];
            0x0304 bytes_find = Bytes "find" 2 4 [];
            0x0305 bytes_startswith = Bytes "startswith" 2 4 [];
            0x0306 bytes_endswith = Bytes "endswith" 2 4 [];
            0x0307 bytes_replace = Bytes "replace" 3 4 [];
            0x0308 bytes_join = Bytes "join" 2 2 [];
            0x0309 bytes_upper = Bytes "upper" 1 1 [];
            0x030a bytes_lower = Bytes "lower" 1 1 [];
            0x030b bytes_rsplit = Bytes "rsplit" 1 3 [_ sep maxsplit];
            0x030c bytes_lstrip = Bytes "lstrip" 1 2 [];
            0x030d bytes_rstrip = Bytes "rstrip" 1 2 [];
            0x030e bytes_rfind = Bytes "rfind" 2 4 [];
            0x030f bytes_rindex = Bytes "rindex" 2 4 [];
            0x0310 bytes_partition = Bytes "partition" 2 2 [];
            0x0311 bytes_rpartition = Bytes "rpartition" 2 2 [];
            0x0312 bytes_center = Bytes "center" 2 3 [];
            0x0313 bytes_ljust = Bytes "ljust" 2 3 [];
            0x0314 bytes_rjust = Bytes "rjust" 2 3 [];
            0x0315 bytes_zfill = Bytes "zfill" 2 2 [];
            0x0316 bytes_isalpha = Bytes "isalpha" 1 1 [];
            0x0317 bytes_isdigit = Bytes "isdigit" 1 1 [];
            0x0318 bytes_isalnum = Bytes "isalnum" 1 1 [];
            0x0319 bytes_isspace = Bytes "isspace" 1 1 [];
            0x031a bytes_isupper = Bytes "isupper" 1 1 [];
            0x031b bytes_islower = Bytes "islower" 1 1 [];
            0x031c bytes_decode = Bytes "decode" 1 3 [_ encoding errors];
            0x031d bytes_hex = Bytes "hex" 1 3 [];
            0x031e bytes_fromhex = BytesType "fromhex" 1 1 [];
            0x031f bytes_splitlines = Bytes "splitlines" 1 2 [_ keepends];
            0x0320 bytes_removeprefix = Bytes "removeprefix" 2 2 [];
            0x0321 bytes_removesuffix = Bytes "removesuffix" 2 2 [];
            0x0322 bytearray_append = ByteArray "append" 2 2 [];
            0x0323 bytearray_insert = ByteArray "insert" 3 3 [];
            0x0324 bytearray_extend = ByteArray "extend" 2 2 [];
            0x0325 bytearray_pop = ByteArray "pop" 1 2 [];
            0x0326 bytearray_remove = ByteArray "remove" 2 2 [];
            0x0327 bytearray_reverse = ByteArray "reverse" 1 1 [];
            0x0328 bytearray_clear = ByteArray "clear" 1 1 [];
            0x0329 bytearray_copy = ByteArray "copy" 1 1 [];

            // core: methods of list, tuple, range, shorts, shortarray, slice
            0x0400 list_append = List "append" 2 2 [];
            0x0401 list_insert = List "insert" 3 3 [];
            0x0402 list_extend = List "extend" 2 2 [];
            0x0403 list_pop = List "pop" 1 2 [];
            0x0404 list_remove = List "remove" 2 2 [];
            0x0405 list_reverse = List "reverse" 1 1 [];
            0x0406 list_clear = List "clear" 1 1 [];
            0x0407 list_copy = List "copy" 1 1 [];
            0x0408 list_count = List "count" 2 2 [];
            0x0409 list_index = List "index" 2 4 [];
            0x040a list_sort_plain = Intrinsic "list_sort_plain" 2 2 [];
            0x040b list_sort_pairs = Intrinsic "list_sort_pairs" 3 3 [];
            0x040c tuple_count = Tuple "count" 2 2 [];
            0x040d tuple_index = Tuple "index" 2 4 [];
            0x040e range_count = Range "count" 2 2 [];
            0x040f range_index = Range "index" 2 2 [];
            0x0410 shorts_count = Shorts "count" 2 2 [];
            0x0411 shorts_index = Shorts "index" 2 4 [];
            0x0412 shortarray_append = ShortArray "append" 2 2 [];
            0x0413 shortarray_insert = ShortArray "insert" 3 3 [];
            0x0414 shortarray_extend = ShortArray "extend" 2 2 [];
            0x0415 shortarray_pop = ShortArray "pop" 1 2 [];
            0x0416 shortarray_remove = ShortArray "remove" 2 2 [];
            0x0417 shortarray_reverse = ShortArray "reverse" 1 1 [];
            0x0418 shortarray_clear = ShortArray "clear" 1 1 [];
            0x0419 shortarray_copy = ShortArray "copy" 1 1 [];
            0x041a slice_indices = Slice "indices" 2 2 [];

            // core: methods of dict, set, frozenset
            0x0500 dict_get = Dict "get" 2 3 [];
            0x0501 dict_keys = Dict "keys" 1 1 [];
            0x0502 dict_values = Dict "values" 1 1 [];
            0x0503 dict_items = Dict "items" 1 1 [];
            0x0504 dict_pop = Dict "pop" 2 3 [];
            0x0505 dict_popitem = Dict "popitem" 1 1 [];
            0x0506 dict_clear = Dict "clear" 1 1 [];
            0x0507 dict_copy = Dict "copy" 1 1 [];
            0x0508 dict_setdefault = Dict "setdefault" 2 3 [];
            0x0509 dict_new = Intrinsic "dict_new" 0 0 [];
            0x050a set_add = Set "add" 2 2 [];
            0x050b set_remove = Set "remove" 2 2 [];
            0x050c set_discard = Set "discard" 2 2 [];
            0x050d set_pop = Set "pop" 1 1 [];
            0x050e set_clear = Set "clear" 1 1 [];
            0x050f set_copy = Set "copy" 1 1 [];
            0x0510 set_update = Set "update" 1 255 [];
            0x0511 set_union = Set "union" 1 255 [];
            0x0512 set_intersection = Set "intersection" 1 255 [];
            0x0513 set_difference = Set "difference" 1 255 [];
            0x0514 set_symmetric_difference = Set "symmetric_difference" 2 2 [];
            0x0515 set_intersection_update = Set "intersection_update" 1 255 [];
            0x0516 set_difference_update = Set "difference_update" 1 255 [];
            0x0517 set_symmetric_difference_update = Set "symmetric_difference_update" 2 2 [];
            0x0518 set_isdisjoint = Set "isdisjoint" 2 2 [];
            0x0519 set_issubset = Set "issubset" 2 2 [];
            0x051a set_issuperset = Set "issuperset" 2 2 [];

            // core: methods of int, float; generators
            0x0600 int_bit_length = Int "bit_length" 1 1 [];
            0x0601 int_bit_count = Int "bit_count" 1 1 [];
            0x0602 int_to_bytes = Int "to_bytes" 1 4 [_ length byteorder signed];
            0x0603 int_from_bytes = IntType "from_bytes" 1 3 [_ byteorder signed];
            0x0604 float_is_integer = Float "is_integer" 1 1 [];
            0x0605 float_as_integer_ratio = Float "as_integer_ratio" 1 1 [];
            0x0606 float_hex = Float "hex" 1 1 [];
            0x0607 generator_send = Generator "send" 2 2 [];
            0x0608 generator_throw = Generator "throw" 2 4 [];
            0x0609 generator_close = Generator "close" 1 1 [];
            0x060a generator_next = Generator "__next__" 1 1 [];

            // threads: threads, time, synchronisation, timers
            0x0700 thread_new = Intrinsic "thread_new" 4 4 [];
            0x0701 thread_start = Thread "start" 1 1 [];
            0x0702 thread_get_status = Thread "get_status" 1 1 [];
            0x0703 thread_get_priority = Thread "get_priority" 1 1 [];
            0x0704 thread_set_priority = Thread "set_priority" 2 2 [];
            0x0705 thread_current = Intrinsic "thread_current" 0 0 [];
            0x0706 thread_id = Intrinsic "thread_id" 1 1 [];
            0x0707 thread_alive = Intrinsic "thread_alive" 1 1 [];
            0x0708 thread_join = Intrinsic "thread_join" 2 2 [];
            0x0709 sleep = Builtin "sleep" 1 2 [];
            0x070a millis = Intrinsic "millis" 0 0 [];
            0x070b micros = Intrinsic "micros" 0 0 [];
            0x070c semaphore_new = Intrinsic "semaphore_new" 2 2 [];
            0x070d semaphore_acquire = Intrinsic "semaphore_acquire" 2 2 [];
            0x070e semaphore_release = Intrinsic "semaphore_release" 1 1 [];
            0x070f semaphore_value = Intrinsic "semaphore_value" 1 1 [];
            0x0710 semaphore_clear = Intrinsic "semaphore_clear" 1 1 [];
            0x0711 timer_new = Intrinsic "timer_new" 0 0 [];
            0x0712 timer_set = Intrinsic "timer_set" 5 5 [];
            0x0713 timer_cancel = Intrinsic "timer_cancel" 1 1 [];
            0x0714 lock_owner = Intrinsic "lock_owner" 1 1 [];
            0x0715 in_callback = Intrinsic "in_callback" 0 0 [];
            0x0716 semaphore_wait = Intrinsic "semaphore_wait" 2 2 [];

            // system: collector, machine, board
            0x0800 gc_collect = Gc "collect" 0 0 [];
            0x0801 gc_info = Gc "info" 0 0 [];
            0x0802 gc_enable = Gc "enable" 0 1 [];
            0x0803 gc_disable = Gc "disable" 0 0 [];
            0x0804 gc_mem_free = Gc "mem_free" 0 0 [];
            0x0805 gc_mem_alloc = Gc "mem_alloc" 0 0 [];
            0x0806 gc_threshold = Gc "threshold" 0 1 [];
            0x0807 board_reset = Intrinsic "board_reset" 0 0 [];
            0x0808 board_uid = Intrinsic "board_uid" 0 0 [];
            0x0809 vm_info = Intrinsic "vm_info" 0 0 [];
            0x080a random_word = Intrinsic "random_word" 0 0 [];
            0x080b clock_get = Intrinsic "clock_get" 0 0 [];
            0x080c clock_set = Intrinsic "clock_set" 2 2 [];

            // pins: digital, analog, interrupts, buses
            0x0900 pin_mode = Builtin "pinMode" 2 2 [];
            0x0901 digital_read = Builtin "digitalRead" 1 1 [];
            0x0902 digital_write = Builtin "digitalWrite" 2 2 [];
            0x0903 pin_toggle = Builtin "pinToggle" 1 1 [];
            0x0904 pin_attach = Intrinsic "pin_attach" 6 6 [];
            0x0905 adc_read = Intrinsic "adc_read" 2 2 [];
            0x0906 pwm_write = Intrinsic "pwm_write" 5 5 [];
            0x0907 dac_write = Intrinsic "dac_write" 2 2 [];
            0x0908 serial_open = Intrinsic "serial_open" 5 5 [];
            0x0909 serial_read = Intrinsic "serial_read" 3 3 [];
            0x090a serial_write = Intrinsic "serial_write" 2 2 [];
            0x090b serial_available = Intrinsic "serial_available" 1 1 [];
            0x090c serial_close = Intrinsic "serial_close" 1 1 [];
            0x090d i2c_open = Intrinsic "i2c_open" 2 2 [];
            0x090e i2c_transfer = Intrinsic "i2c_transfer" 4 4 [];
            0x090f i2c_close = Intrinsic "i2c_close" 1 1 [];
            0x0910 spi_open = Intrinsic "spi_open" 5 5 [];
            0x0911 spi_exchange = Intrinsic "spi_exchange" 3 3 [];
            0x0912 spi_select = Intrinsic "spi_select" 2 2 [];
            0x0913 spi_close = Intrinsic "spi_close" 1 1 [];
            0x0914 sleep_micros = Intrinsic "sleep_micros" 1 1 [];
            0x0915 icu_capture = Intrinsic "icu_capture" 5 5 [];
            0x0916 watchdog_start = Intrinsic "watchdog_start" 2 2 [];
            0x0917 watchdog_kick = Intrinsic "watchdog_kick" 0 0 [];

            // math
            0x0a00 math_sqrt = Math "sqrt" 1 1 [];
            0x0a01 math_sin = Math "sin" 1 1 [];
            0x0a02 math_cos = Math "cos" 1 1 [];
            0x0a03 math_tan = Math "tan" 1 1 [];
            0x0a04 math_asin = Math "asin" 1 1 [];
            0x0a05 math_acos = Math "acos" 1 1 [];
            0x0a06 math_atan = Math "atan" 1 1 [];
            0x0a07 math_atan2 = Math "atan2" 2 2 [];
            0x0a08 math_exp = Math "exp" 1 1 [];
            0x0a09 math_log = Math "log" 1 2 [];
            0x0a0a math_log2 = Math "log2" 1 1 [];
            0x0a0b math_log10 = Math "log10" 1 1 [];
            0x0a0c math_pow = Math "pow" 2 2 [];
            0x0a0d math_floor = Math "floor" 1 1 [];
            0x0a0e math_ceil = Math "ceil" 1 1 [];
            0x0a0f math_trunc = Math "trunc" 1 1 [];
            0x0a10 math_fabs = Math "fabs" 1 1 [];
            0x0a11 math_fmod = Math "fmod" 2 2 [];
            0x0a12 math_hypot = Math "hypot" 0 255 [];
            0x0a13 math_degrees = Math "degrees" 1 1 [];
            0x0a14 math_radians = Math "radians" 1 1 [];
            0x0a15 math_isnan = Math "isnan" 1 1 [];
            0x0a16 math_isinf = Math "isinf" 1 1 [];
            0x0a17 math_isfinite = Math "isfinite" 1 1 [];
            0x0a18 math_copysign = Math "copysign" 2 2 [];
            0x0a19 math_gcd = Math "gcd" 0 255 [];
            0x0a1a math_isclose = Math "isclose" 2 4 [];
            0x0a1b math_modf = Math "modf" 1 1 [];
            0x0a1c math_frexp = Math "frexp" 1 1 [];
            0x0a1d math_ldexp = Math "ldexp" 2 2 [];
            0x0a1e math_sinh = Math "sinh" 1 1 [];
            0x0a1f math_cosh = Math "cosh" 1 1 [];
            0x0a20 math_tanh = Math "tanh" 1 1 [];
            0x0a21 math_exp2 = Math "exp2" 1 1 [];
            0x0a22 math_factorial = Math "factorial" 1 1 [];
            0x0a23 math_isqrt = Math "isqrt" 1 1 [];

            // struct
            0x0b00 struct_pack = Struct "pack" 1 255 [];
            0x0b01 struct_unpack = Struct "unpack" 2 2 [];
            0x0b02 struct_calcsize = Struct "calcsize" 1 1 [];
            0x0b03 struct_pack_into = Struct "pack_into" 3 255 [];
            0x0b04 struct_unpack_from = Struct "unpack_from" 2 3 [];
        }
    };
}

macro_rules! define_natives {
    ($($id:literal $ident:ident = $space:ident $name:literal $min:literal $max:literal [$($kw:tt)*];)*) => {
        /// Every native, by id.
        pub const ROWS: &[Native] = &[$(Native { id: $id, space: Space::$space, name: $name, min: $min, max: $max, keywords: &[$(stringify!($kw)),*] },)*];

        /// The id of each.
        pub mod id {
            #![allow(non_upper_case_globals, missing_docs, reason = "named as in the table")]
            $(pub const $ident: u16 = $id;)*
        }
    };
}

crate::for_each_native!(define_natives);

/// Natives of each group; ids have no gaps in a group.
pub const GROUP_COUNTS: [u8; 16] = {
    let mut counts = [0; 16];
    let mut i = 0;
    while i < ROWS.len() {
        counts[(ROWS[i].id >> 8) as usize] += 1;
        i += 1;
    }
    counts
};

/// Whether there is a native with an id in one of the groups: bit n stands for group n. Takes no row along.
#[must_use]
pub const fn exists(id: u16, groups: u32) -> bool {
    let group = (id >> 8) as usize;
    group < GROUP_COUNTS.len()
        && groups >> group & 1 != 0
        && (id & 0xff) < GROUP_COUNTS[group] as u16
}

/// The native with an id.
#[must_use]
pub fn find(id: u16) -> Option<&'static Native> {
    ROWS.binary_search_by_key(&id, |row| row.id)
        .ok()
        .map(|i| &ROWS[i])
}

/// The native found under a name in a space.
#[must_use]
pub fn lookup(space: Space, name: &str) -> Option<&'static Native> {
    ROWS.iter()
        .find(|row| row.space == space && row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_without_gaps_in_a_group() {
        for pair in ROWS.windows(2) {
            let same_group = pair[0].id >> 8 == pair[1].id >> 8;
            assert!(
                if same_group {
                    pair[1].id == pair[0].id + 1
                } else {
                    pair[1].id & 0xff == 0 && pair[1].id > pair[0].id
                },
                "{}",
                pair[1].name
            );
        }
    }

    #[test]
    fn keywords_are_fixed_names_or_blank() {
        for row in ROWS {
            for keyword in row.keywords {
                assert!(
                    *keyword == "_" || crate::names::find(keyword).is_some(),
                    "{} {keyword}",
                    row.name
                );
            }
        }
        assert_eq!(lookup(Space::Str, "upper").map(|row| row.min), Some(1));
    }
}
