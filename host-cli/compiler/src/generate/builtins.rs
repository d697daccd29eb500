//! The names every module sees without importing anything: constants of the interface, built-in functions, types.

use bytecode::kind::Kind;
use bytecode::natives::{self, Native, Space};
use bytecode::prelude;

/// What a built-in name stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Builtin {
    /// An integer constant.
    Constant(i64),
    /// The number of a kind, as `type(x)` compares with it.
    KindConstant(u8),
    /// A native function.
    Native(&'static Native),
    /// A built-in type, with the native or prelude function that a direct call of it means.
    Type(Kind, Option<Constructor>),
    /// A function of the prelude, by code id.
    Prelude(u16),
    /// `NotImplemented`
    NotImplemented,
    /// `Ellipsis`
    Ellipsis,
}

/// What makes a value of a built-in type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constructor {
    Native(u16),
    Prelude(u16),
}

/// Names that need a dictionary of names at run time, and what to do instead.
pub(crate) const REFUSED: &[(&str, &str)] = &[
    (
        "eval",
        "compute the value, or look functions up in a dict of your own",
    ),
    ("exec", "put the code in a function"),
    ("compile", "put the code in a function"),
    ("globals", "keep the values in a dict of your own"),
    ("locals", "keep the values in a dict of your own"),
    ("vars", "keep the values in a dict of your own"),
    ("dir", "zshell shows the names of a module: `:help`"),
    ("__import__", "use an `import` statement"),
    ("breakpoint", "use the commands of zshell"),
    ("help", "zshell has `:help`"),
    ("memoryview", "use slices of a bytearray"),
    ("complex", "keep the two parts in a tuple"),
];

/// Constants of the interface: pins and levels, time units, priorities.
const CONSTANTS: &[(&str, i64)] = &[
    ("NANOS", 0),
    ("MICROS", 1),
    ("MILLIS", 2),
    ("SECONDS", 3),
    ("PRIO_IDLE", 0),
    ("PRIO_LOWEST", 1),
    ("PRIO_LOWER", 2),
    ("PRIO_LOW", 3),
    ("PRIO_NORMAL", 4),
    ("PRIO_HIGH", 5),
    ("PRIO_HIGHER", 6),
    ("PRIO_HIGHEST", 7),
    ("INPUT", 1),
    ("INPUT_PULLNONE", 1),
    ("INPUT_PULLUP", 2),
    ("INPUT_PULLDOWN", 3),
    ("OUTPUT", 4),
    ("OUTPUT_PUSHPULL", 4),
    ("OUTPUT_OPENDRAIN", 5),
    ("OUTPUT_HIGHDRIVE", 6),
    ("INPUT_ANALOG", 7),
    ("LOW", 0),
    ("HIGH_TO_LOW", 0),
    ("FALLING_EDGE", 0),
    ("HIGH", 1),
    ("LOW_TO_HIGH", 1),
    ("RISING_EDGE", 1),
    ("BOTH_EDGES", 2),
    ("TAKEN", 1),
    ("NOT_TAKEN", 0),
    ("ADC_HI_RES", 1),
    ("ADC_LOW_RES", 0),
    ("STRIP_LEFT", 1),
    ("STRIP_RIGHT", -1),
    ("STRIP_BOTH", 0),
    ("GC_CMD_INFO", 0),
    ("GC_CMD_COLLECT", 1),
    ("GC_CMD_DISABLE", 2),
    ("GC_CMD_ENABLE", 3),
    ("VM_CMD_VERSION", 0),
    ("VM_CMD_INFO", 1),
    ("VM_CMD_BOARD", 2),
];

/// The numbers that `type(x)` compares with.
const KIND_CONSTANTS: &[(&str, u8)] = &[
    ("PSMALLINT", 0),
    ("PINTEGER", 1),
    ("PFLOAT", 2),
    ("PNUMBER", 2),
    ("PBOOL", 3),
    ("PSTRING", 4),
    ("PBYTES", 5),
    ("PBYTEARRAY", 6),
    ("PSHORTS", 7),
    ("PSHORTARRAY", 8),
    ("PLIST", 9),
    ("PTUPLE", 10),
    ("PRANGE", 11),
    ("PSEQUENCE", 11),
    ("PFSET", 12),
    ("PSET", 13),
    ("PDICT", 14),
    ("PFUNCTION", 15),
    ("PMETHOD", 16),
    ("PCLASS", 17),
    ("PINSTANCE", 18),
    ("PMODULE", 19),
    ("PBUFFER", 20),
    ("PSLICE", 21),
    ("PITERATOR", 22),
    ("PFRAME", 23),
    ("PBLOCK", 24),
    ("PNONE", 25),
    ("PEXCEPTION", 26),
    ("PNATIVE", 27),
    ("PSYSOBJ", 28),
    ("PDRIVER", 29),
    ("PTHREAD", 30),
];

/// What a name means when no module binds it; `intrinsics` for library modules, which also see those.
pub(crate) fn find(name: &str, intrinsics: bool) -> Option<Builtin> {
    if let Some((_, value)) = CONSTANTS.iter().find(|(known, _)| *known == name) {
        return Some(Builtin::Constant(*value));
    }
    if let Some((_, number)) = KIND_CONSTANTS.iter().find(|(known, _)| *known == name) {
        return Some(Builtin::KindConstant(*number));
    }
    match name {
        "NotImplemented" => return Some(Builtin::NotImplemented),
        "Ellipsis" => return Some(Builtin::Ellipsis),
        _ => {}
    }
    if let Some(kind) = type_named(name) {
        return Some(Builtin::Type(kind, constructor(name)));
    }
    if let Some(native) = natives::lookup(Space::Builtin, name) {
        return Some(Builtin::Native(native));
    }
    if let Some(native) = natives::lookup(Space::Intrinsic, name).filter(|_| intrinsics) {
        return Some(Builtin::Native(native));
    }
    let id = prelude::find(name)?;
    (prelude::ROWS[usize::from(id)].builtin || intrinsics).then_some(Builtin::Prelude(id))
}

fn constructor(name: &str) -> Option<Constructor> {
    if name == "type" {
        return natives::lookup(Space::Builtin, name).map(|native| Constructor::Native(native.id));
    }
    match natives::lookup(Space::New, name) {
        Some(native) => Some(Constructor::Native(native.id)),
        None => prelude::find(name).map(Constructor::Prelude),
    }
}

/// The kind of a built-in type that programs can name.
fn type_named(name: &str) -> Option<Kind> {
    const NAMED: &[Kind] = &[
        Kind::Int,
        Kind::Float,
        Kind::Bool,
        Kind::Str,
        Kind::Bytes,
        Kind::ByteArray,
        Kind::Shorts,
        Kind::ShortArray,
        Kind::List,
        Kind::Tuple,
        Kind::Range,
        Kind::FrozenSet,
        Kind::Set,
        Kind::Dict,
        Kind::Slice,
        Kind::Class,
        Kind::Property,
        Kind::StaticMethod,
        Kind::ClassMethod,
    ];
    if name == "object" {
        return Some(Kind::Object);
    }
    NAMED.iter().copied().find(|kind| kind.type_name() == name)
}

/// The native that is a member of a library module under a name.
pub(crate) fn module_native(module: &str, name: &str) -> Option<&'static Native> {
    natives::ROWS
        .iter()
        .find(|row| row.name == name && row.space.module() == Some(module))
}

/// Whether natives are members of a module.
pub(crate) fn has_natives(module: &str) -> bool {
    natives::ROWS
        .iter()
        .any(|row| row.space.module() == Some(module))
}

/// All names that `find` knows for programs, for suggestions.
pub(crate) fn all_names() -> impl Iterator<Item = &'static str> {
    let natives = natives::ROWS
        .iter()
        .filter(|row| matches!(row.space, Space::Builtin | Space::New));
    CONSTANTS
        .iter()
        .map(|(name, _)| *name)
        .chain(KIND_CONSTANTS.iter().map(|(name, _)| *name))
        .chain(natives.map(|row| row.name))
        .chain(
            prelude::ROWS
                .iter()
                .filter(|row| row.builtin)
                .map(|row| row.name),
        )
        .chain(bytecode::exceptions::NAMES.iter().copied())
}
