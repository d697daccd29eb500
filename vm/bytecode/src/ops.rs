//! The instruction table: the only list of instructions there is.
//!
//! A row is a code, a name in text and as a variant, operands in the order they stand in the bytecode, and the stack
//! effect `pops -> pushes` of going on to the next instruction; operands may be used in it, as `u32`. The line above
//! says the same in stack notation, top on the right. `call` stands for the three words a call needs: the callee and
//! two link words.
//!
//! Adding an instruction: a row at the end of its range with a code never used before, a handler in the machine, an
//! emit in the compiler, a test. An instruction earns its place when counts over the benchmark and example programs
//! show that it pays. A code is never reused and a row never changes.
//!
//! Ranges: `0x01` constants, `0x10` locals and globals, `0x2b` stack, `0x32` operators, `0x60` jumps and loops, `0x70`
//! containers, `0x81` subscripts and attributes, `0x90` calls and functions, `0xa0` exceptions and generators, `0xb0` fused.

/// Calls the macro `$m` with every row of the instruction table.
#[macro_export]
macro_rules! for_each_op {
    ($m:ident) => { $m! {
        /// -- None
        0x01 load_none = LoadNone {} 0 => 1;
        /// -- True
        0x02 load_true = LoadTrue {} 0 => 1;
        /// -- False
        0x03 load_false = LoadFalse {} 0 => 1;
        /// -- n
        0x04 load_int8 = LoadInt8 { value: Int8 } 0 => 1;
        /// -- n
        0x05 load_int16 = LoadInt16 { value: Int16 } 0 => 1;
        /// -- n
        0x06 load_int32 = LoadInt32 { value: Int32 } 0 => 1;
        /// -- k
        0x07 load_const = LoadConst { constant: Const } 0 => 1;
        /// -- native
        0x08 load_native = LoadNative { native: NativeId } 0 => 1;
        /// -- type
        0x09 load_type = LoadType { number: TypeNo } 0 => 1;
        /// -- E; the class of exceptions, not an instance
        0x0a load_exception = LoadException { exception: ExceptionNo } 0 => 1;
        /// -- f; a function without defaults and captured variables, in the word
        0x0b load_function = LoadFunction { code: CodeId } 0 => 1;
        /// -- name; as the tagged word that natives of the prelude take
        0x0c load_name = LoadName { name: Name } 0 => 1;
        /// -- Ellipsis
        0x0d load_ellipsis = LoadEllipsis {} 0 => 1;
        /// -- NotImplemented
        0x0e load_not_implemented = LoadNotImplemented {} 0 => 1;
        /// -- e; a bare exception instance
        0x0f load_bare_exception = LoadBareException { exception: ExceptionNo } 0 => 1;

        /// -- v; of a local that is certainly bound
        0x10 load_fast = LoadFast { slot: Local } 0 => 1;
        /// v --
        0x11 store_fast = StoreFast { slot: Local } 1 => 0;
        /// -- v; UnboundLocalError if unbound
        0x12 load_fast_check = LoadFastCheck { slot: Local } 0 => 1;
        /// --; UnboundLocalError if unbound already
        0x13 delete_fast = DeleteFast { slot: Local } 0 => 0;
        /// -- v
        0x14 load_fast_0 = LoadFast0 {} 0 => 1;
        /// -- v
        0x15 load_fast_1 = LoadFast1 {} 0 => 1;
        /// -- v
        0x16 load_fast_2 = LoadFast2 {} 0 => 1;
        /// -- v
        0x17 load_fast_3 = LoadFast3 {} 0 => 1;
        /// v --
        0x18 store_fast_0 = StoreFast0 {} 1 => 0;
        /// v --
        0x19 store_fast_1 = StoreFast1 {} 1 => 0;
        /// v --
        0x1a store_fast_2 = StoreFast2 {} 1 => 0;
        /// v --
        0x1b store_fast_3 = StoreFast3 {} 1 => 0;
        /// -- v; NameError if unbound
        0x1c load_global = LoadGlobal { global: Global } 0 => 1;
        /// v --
        0x1d store_global = StoreGlobal { global: Global } 1 => 0;
        /// --; NameError if unbound already
        0x1e delete_global = DeleteGlobal { global: Global } 0 => 0;
        /// -- v; content of an own cell, NameError if empty
        0x1f load_cell = LoadCell { cell: CellSlot } 0 => 1;
        /// v --
        0x20 store_cell = StoreCell { cell: CellSlot } 1 => 0;
        /// --; empties an own cell, NameError if empty already
        0x21 delete_cell = DeleteCell { cell: CellSlot } 0 => 0;
        /// -- cell; the cell itself, for a closure
        0x22 load_own_cell = LoadOwnCell { cell: CellSlot } 0 => 1;
        /// -- v; content of a captured cell, NameError if empty
        0x23 load_free = LoadFree { free: Free } 0 => 1;
        /// v --
        0x24 store_free = StoreFree { free: Free } 1 => 0;
        /// --; empties a captured cell, NameError if empty already
        0x25 delete_free = DeleteFree { free: Free } 0 => 0;
        /// -- cell; the captured cell itself, for a closure
        0x26 load_free_cell = LoadFreeCell { free: Free } 0 => 1;

        /// a --
        0x2b pop = Pop {} 1 => 0;
        /// a -- a a
        0x2c dup = Dup {} 1 => 2;
        /// a b -- a b a b
        0x2d dup_two = DupTwo {} 2 => 4;
        /// a b -- b a
        0x2e swap = Swap {} 2 => 2;
        /// a b c -- c a b
        0x2f rot_three = RotThree {} 3 => 3;
        /// a b c d -- d a b c
        0x30 rot_four = RotFour {} 4 => 4;
        /// x … -- x … x; copies the item at the depth to the top
        0x31 copy = Copy { depth: Depth } depth => depth + 1;

        /// a b -- a+b
        0x32 add = Add {} 2 => 1;
        /// a b -- a-b
        0x33 sub = Sub {} 2 => 1;
        /// a b -- a*b
        0x34 mul = Mul {} 2 => 1;
        /// a b -- a/b
        0x35 true_div = TrueDiv {} 2 => 1;
        /// a b -- a//b
        0x36 floor_div = FloorDiv {} 2 => 1;
        /// a b -- a%b
        0x37 modulo = Modulo {} 2 => 1;
        /// a b -- a**b
        0x38 power = Power {} 2 => 1;
        /// a b -- a<<b
        0x39 left_shift = LeftShift {} 2 => 1;
        /// a b -- a>>b
        0x3a right_shift = RightShift {} 2 => 1;
        /// a b -- a&b
        0x3b bit_and = BitAnd {} 2 => 1;
        /// a b -- a|b
        0x3c bit_or = BitOr {} 2 => 1;
        /// a b -- a^b
        0x3d bit_xor = BitXor {} 2 => 1;
        /// a b -- a@b
        0x3e mat_mul = MatMul {} 2 => 1;
        /// a b -- a+=b; the in-place forms change a mutable left operand and otherwise are the plain operator
        0x3f inplace_add = InplaceAdd {} 2 => 1;
        /// a b -- a-=b
        0x40 inplace_sub = InplaceSub {} 2 => 1;
        /// a b -- a*=b
        0x41 inplace_mul = InplaceMul {} 2 => 1;
        /// a b -- a/=b
        0x42 inplace_true_div = InplaceTrueDiv {} 2 => 1;
        /// a b -- a//=b
        0x43 inplace_floor_div = InplaceFloorDiv {} 2 => 1;
        /// a b -- a%=b
        0x44 inplace_modulo = InplaceModulo {} 2 => 1;
        /// a b -- a**=b
        0x45 inplace_power = InplacePower {} 2 => 1;
        /// a b -- a<<=b
        0x46 inplace_left_shift = InplaceLeftShift {} 2 => 1;
        /// a b -- a>>=b
        0x47 inplace_right_shift = InplaceRightShift {} 2 => 1;
        /// a b -- a&=b
        0x48 inplace_bit_and = InplaceBitAnd {} 2 => 1;
        /// a b -- a|=b
        0x49 inplace_bit_or = InplaceBitOr {} 2 => 1;
        /// a b -- a^=b
        0x4a inplace_bit_xor = InplaceBitXor {} 2 => 1;
        /// a b -- a@=b
        0x4b inplace_mat_mul = InplaceMatMul {} 2 => 1;
        /// a -- -a
        0x4c negative = Negative {} 1 => 1;
        /// a -- +a
        0x4d positive = Positive {} 1 => 1;
        /// a -- ~a
        0x4e invert = Invert {} 1 => 1;
        /// a -- not a
        0x4f not = Not {} 1 => 1;
        /// a b -- a<b
        0x50 lt = Lt {} 2 => 1;
        /// a b -- a<=b
        0x51 le = Le {} 2 => 1;
        /// a b -- a==b
        0x52 eq = Eq {} 2 => 1;
        /// a b -- a!=b
        0x53 ne = Ne {} 2 => 1;
        /// a b -- a>b
        0x54 gt = Gt {} 2 => 1;
        /// a b -- a>=b
        0x55 ge = Ge {} 2 => 1;
        /// a b -- a is b
        0x56 is = Is {} 2 => 1;
        /// a b -- a is not b
        0x57 is_not = IsNot {} 2 => 1;
        /// a b -- a in b
        0x58 contains = Contains {} 2 => 1;
        /// a b -- a not in b
        0x59 not_contains = NotContains {} 2 => 1;

        /// --
        0x60 jump = Jump { to: Forward } 0 => 0;
        /// --; every backward jump is a point where the thread can lose the lock
        0x61 jump_back = JumpBack { to: Back } 0 => 0;
        /// a --
        0x62 jump_if_true = JumpIfTrue { to: Forward } 1 => 0;
        /// a --
        0x63 jump_if_false = JumpIfFalse { to: Forward } 1 => 0;
        /// a -- a when it jumps, nothing when it goes on
        0x64 jump_if_true_or_pop = JumpIfTrueOrPop { to: Forward } 1 => 0;
        /// a -- a when it jumps, nothing when it goes on
        0x65 jump_if_false_or_pop = JumpIfFalseOrPop { to: Forward } 1 => 0;
        /// a --
        0x66 jump_back_if_true = JumpBackIfTrue { to: Back } 1 => 0;
        /// a --
        0x67 jump_back_if_false = JumpBackIfFalse { to: Back } 1 => 0;
        /// a --; jumps if a is None
        0x68 jump_if_none = JumpIfNone { to: Forward } 1 => 0;
        /// a --; jumps if a is not None
        0x69 jump_if_not_none = JumpIfNotNone { to: Forward } 1 => 0;
        /// a -- iterator; in the form `for` needs: a native iterator or a generator
        0x6a get_iter = GetIter {} 1 => 1;
        /// i -- i v when it jumps back, nothing when the iterator is exhausted; stands at the bottom of its loop
        0x6b for_iter = ForIter { body: Back } 1 => 0;
        /// start stop --; enters `for … in range(start, stop)`: two small integers with start < stop go to the locals and it
        /// goes on into the body, with none to count it jumps; anything else becomes an iterator in the local `stop`
        0x6c range_enter = RangeEnter { current: Local, stop: Local, end: Forward } 2 => 0;
        /// --; stands at the bottom of such a loop: counts `current` up and jumps back while it is below `stop`, otherwise
        /// goes on and leaves `current` as it is
        0x6d range_next = RangeNext { current: Local, stop: Local, body: Back } 0 => 0;
        /// seq -- v_n … v_1; ValueError unless it has exactly n items; the first item ends on top
        0x6e unpack = Unpack { count: Count8 } 1 => count;
        /// seq -- after_n … after_1 rest before_n … before_1; the starred target gets a list
        0x6f unpack_star = UnpackStar { before: Count8, after: Count8 } 1 => before + after + 1;

        /// v_1 … v_n -- list
        0x70 build_list = BuildList { count: Count16 } count => 1;
        /// v_1 … v_n -- tuple
        0x71 build_tuple = BuildTuple { count: Count16 } count => 1;
        /// v_1 … v_n -- set
        0x72 build_set = BuildSet { count: Count16 } count => 1;
        /// k_1 v_1 … k_n v_n -- dict
        0x73 build_dict = BuildDict { count: Count16 } 2 * count => 1;
        /// start stop -- slice
        0x74 build_slice = BuildSlice {} 2 => 1;
        /// start stop step -- slice
        0x75 build_slice_step = BuildSliceStep {} 3 => 1;
        /// s_1 … s_n -- s_1+…+s_n; all are text
        0x76 build_string = BuildString { count: Count8 } count => 1;
        /// … list … v -- … list …; the list stands at the depth counted after v is gone
        0x77 list_append = ListAppend { depth: Depth } depth + 1 => depth;
        /// … set … v -- … set …
        0x78 set_add = SetAdd { depth: Depth } depth + 1 => depth;
        /// … dict … k v -- … dict …
        0x79 dict_add = DictAdd { depth: Depth } depth + 2 => depth;
        /// list iterable -- list
        0x7a list_extend = ListExtend {} 2 => 1;
        /// set iterable -- set
        0x7b set_update = SetUpdate {} 2 => 1;
        /// dict mapping -- dict
        0x7c dict_update = DictUpdate {} 2 => 1;
        /// dict mapping -- dict; TypeError if a key is there already: the keywords of a call
        0x7d dict_merge = DictMerge {} 2 => 1;
        /// list -- tuple
        0x7e list_to_tuple = ListToTuple {} 1 => 1;
        /// v -- text; flags bits 0–1: 0 format, 1 str, 2 repr, 3 ascii first
        0x7f format_value = FormatValue { conversion: Flags } 1 => 1;

        /// v spec -- text; flags as in format_value
        0x80 format_value_spec = FormatValueSpec { conversion: Flags } 2 => 1;
        /// o i -- o[i]
        0x81 load_subscript = LoadSubscript {} 2 => 1;
        /// v o i --; o[i] = v
        0x82 store_subscript = StoreSubscript {} 3 => 0;
        /// o i --
        0x83 delete_subscript = DeleteSubscript {} 2 => 0;
        /// o -- o.name
        0x84 load_attr = LoadAttr { name: Name } 1 => 1;
        /// v o --; o.name = v
        0x85 store_attr = StoreAttr { name: Name } 2 => 0;
        /// o --
        0x86 delete_attr = DeleteAttr { name: Name } 1 => 0;
        /// o -- call self; self is MISSING where the attribute is not a method of o
        0x87 load_method = LoadMethod { name: Name } 1 => 4;
        /// class self -- value; looks the name up after class in the order of self's class
        0x88 load_super = LoadSuper { name: Name } 2 => 1;
        /// class self -- call self
        0x89 load_super_method = LoadSuperMethod { name: Name } 2 => 4;
        /// b_1 … b_n -- class; the class body is then called with it
        0x8a build_class = BuildClass { info: Const, bases: Count8 } bases => 1;

        /// f -- call; makes room for the two link words
        0x90 prepare_call = PrepareCall {} 1 => 3;
        /// call a_1 … a_n -- r
        0x91 call = Call { count: Count8 } count + 3 => 1;
        /// call self a_1 … a_n -- r
        0x92 call_method = CallMethod { count: Count8 } count + 4 => 1;
        /// call a_1 … a_n v_1 … v_k -- r; the names constant holds the k keywords
        0x93 call_keyword = CallKeyword { positional: Count8, keywords: Count8, names: Const } positional + keywords + 3 => 1;
        /// call self a_1 … a_n v_1 … v_k -- r
        0x94 call_method_keyword = CallMethodKeyword { positional: Count8, keywords: Count8, names: Const } positional + keywords + 4 => 1;
        /// call args kwargs -- r; args is a tuple, kwargs a dict or None
        0x95 call_spread = CallSpread {} 5 => 1;
        /// v --; leaves the frame
        0x96 return_value = ReturnValue {} 1 => 0;
        /// --; leaves the frame with None
        0x97 return_none = ReturnNone {} 0 => 0;
        /// [defaults] [keyword defaults] [closure] -- f; flags bit 0 a tuple of defaults of the last positional parameters, bit 1 a
        /// tuple with one item a keyword-only parameter, MISSING where it has none, bit 2 a tuple of cells
        0x98 make_function = MakeFunction { code: CodeId, with: Flags } (with & 1) + (with >> 1 & 1) + (with >> 2 & 1) => 1;
        /// -- MISSING; for the tuple of keyword-only defaults
        0x99 load_missing = LoadMissing {} 0 => 1;

        /// e --; raises an instance or the class
        0xa0 raise = Raise {} 1 => 0;
        /// e cause --
        0xa1 raise_from = RaiseFrom {} 2 => 0;
        /// --; raises the active exception again, RuntimeError if none is
        0xa2 raise_active = RaiseActive {} 0 => 0;
        /// e --; goes on raising at the end of a handler or finally part, traceback kept
        0xa3 reraise = Reraise {} 1 => 0;
        /// e -- previous e; a handler begins: e becomes the thread's active exception
        0xa4 push_exception = PushException {} 1 => 2;
        /// previous --; a handler ends
        0xa5 pop_exception = PopException {} 1 => 0;
        /// e c -- e bool; is e of the class c, or of one in the tuple c
        0xa6 match_exception = MatchException {} 2 => 2;
        /// e -- e; jumps unless e is of the exception class
        0xa7 jump_unless_exception = JumpUnlessException { exception: ExceptionNo, to: Forward } 1 => 1;
        /// v -- sent; suspends the generator
        0xa8 yield_value = YieldValue {} 1 => 1;
        /// iterator sent -- r; yields all that the iterator yields, r is what it returned
        0xa9 yield_from = YieldFrom {} 2 => 1;
        /// a -- iterator; in the form yield_from needs
        0xaa get_yield_from_iter = GetYieldFromIter {} 1 => 1;

        /// -- a b
        0xb0 load_fast_two = LoadFastTwo { first: Local, second: Local } 0 => 2;
        /// v -- w; stores the one, loads the other
        0xb1 store_load_fast = StoreLoadFast { store: Local, load: Local } 1 => 1;
        /// a -- a+n
        0xb2 add_int = AddInt { value: Int16 } 1 => 1;
        /// a -- a-n
        0xb3 sub_int = SubInt { value: Int16 } 1 => 1;
        /// a -- a*n
        0xb4 mul_int = MulInt { value: Int16 } 1 => 1;
        /// a -- a&n
        0xb5 and_int = AndInt { value: Int16 } 1 => 1;
        /// a -- a%n; n is not 0
        0xb6 modulo_int = ModuloInt { value: Int16 } 1 => 1;
        /// a -- a<<n; n is 0–30
        0xb7 left_shift_int = LeftShiftInt { value: Int8 } 1 => 1;
        /// a -- a>>n; n is 0–30
        0xb8 right_shift_int = RightShiftInt { value: Int8 } 1 => 1;
        /// a b --; jumps unless a<b
        0xb9 jump_unless_lt = JumpUnlessLt { to: Forward } 2 => 0;
        /// a b --; jumps unless a<=b
        0xba jump_unless_le = JumpUnlessLe { to: Forward } 2 => 0;
        /// a b --; jumps unless a==b
        0xbb jump_unless_eq = JumpUnlessEq { to: Forward } 2 => 0;
        /// a b --; jumps unless a!=b
        0xbc jump_unless_ne = JumpUnlessNe { to: Forward } 2 => 0;
        /// a b --; jumps unless a>b
        0xbd jump_unless_gt = JumpUnlessGt { to: Forward } 2 => 0;
        /// a b --; jumps unless a>=b
        0xbe jump_unless_ge = JumpUnlessGe { to: Forward } 2 => 0;
        /// a --; jumps unless a<n
        0xbf jump_unless_lt_int = JumpUnlessLtInt { value: Int16, to: Forward } 1 => 0;
        /// a --; jumps unless a<=n
        0xc0 jump_unless_le_int = JumpUnlessLeInt { value: Int16, to: Forward } 1 => 0;
        /// a --; jumps unless a==n
        0xc1 jump_unless_eq_int = JumpUnlessEqInt { value: Int16, to: Forward } 1 => 0;
        /// a --; jumps unless a!=n
        0xc2 jump_unless_ne_int = JumpUnlessNeInt { value: Int16, to: Forward } 1 => 0;
        /// a --; jumps unless a>n
        0xc3 jump_unless_gt_int = JumpUnlessGtInt { value: Int16, to: Forward } 1 => 0;
        /// a --; jumps unless a>=n
        0xc4 jump_unless_ge_int = JumpUnlessGeInt { value: Int16, to: Forward } 1 => 0;
        /// a b --; jumps back if a<b
        0xc5 jump_back_if_lt = JumpBackIfLt { to: Back } 2 => 0;
        /// a b --; jumps back if a<=b
        0xc6 jump_back_if_le = JumpBackIfLe { to: Back } 2 => 0;
        /// --; jumps back if local a < local b
        0xc7 jump_back_if_lt_fast = JumpBackIfLtFast { a: Local, b: Local, to: Back } 0 => 0;
        /// -- a+b of two locals
        0xc8 add_fast = AddFast { a: Local, b: Local } 0 => 1;
        /// -- a-b of two locals
        0xc9 sub_fast = SubFast { a: Local, b: Local } 0 => 1;
        /// --; adds n to a local in place
        0xca increment = Increment { slot: Local, value: Int16 } 0 => 0;
        /// --; leaves the frame with a local
        0xcb return_fast = ReturnFast { slot: Local } 0 => 0;
        /// -- o.name of a local
        0xcc load_attr_fast = LoadAttrFast { slot: Local, name: Name } 0 => 1;
        /// v --; sets the attribute of a local
        0xcd store_attr_fast = StoreAttrFast { slot: Local, name: Name } 1 => 0;
        /// -- call self; method of a local
        0xce load_method_fast = LoadMethodFast { slot: Local, name: Name } 0 => 4;
        /// -- call; a global about to be called
        0xcf load_global_call = LoadGlobalCall { global: Global } 0 => 3;
        /// -- o[i] of two locals
        0xd0 load_subscript_fast = LoadSubscriptFast { object: Local, index: Local } 0 => 1;
        /// v --; o[i] = v of two locals
        0xd1 store_subscript_fast = StoreSubscriptFast { object: Local, index: Local } 1 => 0;
        /// a --; a&n goes to the local
        0xd2 and_int_store = AndIntStore { value: Int16, slot: Local } 1 => 0;
    } };
}
