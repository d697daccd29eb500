//! Bringing images to a board and listing them.

use crate::info::Registers;
use serde::{Deserialize, Serialize};

/// What an upload is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ImageKind {
    /// A whole program: replaces what is loaded; registers begin anew.
    Program,
    /// An extension of the loaded program: modules that are new to it.
    Extension,
    /// A patch: code objects and a swap of code-table entries.
    Patch,
    /// A fragment: evaluated once at its commit, kept as long as its code is in use.
    Fragment,
}

/// Where an upload goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Target {
    /// RAM; gone after a reset.
    Ram,
    /// The flash slot that the running program does not occupy.
    Flash,
}

/// Announces an upload.
///
/// It ends an upload that was under way. Chunks carry the sequence number of this command.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BeginUpload<'a> {
    /// What it is.
    pub kind: ImageKind,
    /// Where it goes.
    pub target: Target,
    /// Length in bytes.
    pub len: u32,
    /// CRC-32/ISCSI over all bytes.
    pub crc: u32,
    /// What it was compiled against; ignored for [`ImageKind::Program`].
    pub registers: Registers,
    /// Name for people, at most 32 bytes.
    pub name: &'a str,
}

/// How an upload stands; also the payload of a chunk's acknowledgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UploadState {
    /// Bytes received from the start, without gap.
    pub received: u32,
    /// Bytes on the line that may be under way at once, frames whole; 0 closes the window.
    pub window: u16,
}

/// Installs what was uploaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Commit {
    /// For a program: start its main thread. For a fragment: always run.
    pub start: bool,
    /// For a patch: stop threads that still run the version before the last.
    pub force: bool,
}

/// What a commit came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Committed {
    /// Installed.
    Installed(Installed),
    /// The image was refused and nothing has changed.
    Refused {
        /// Number of the verifier's reason.
        reason: u16,
        /// Offset in the image at which it was found.
        at: u32,
    },
}

/// What a successful commit has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Installed {
    /// Serial number of the image since the board started.
    pub image: u16,
    /// Hash over the installed images after this one.
    pub chain: u32,
    /// Registers after this one.
    pub registers: Registers,
    /// Thread that was started, or evaluates the fragment.
    pub thread: Option<u16>,
    /// For a patch: threads that have frames of replaced code.
    pub threads_on_old_code: u16,
    /// For a patch: instances that keep a class whose bases have changed.
    pub instances_on_old_class: u16,
}

/// Runs a fragment that fits one frame.
///
/// Its end is told by [`Record::EvaluationEnded`](crate::record::Record) in the output stream,
/// so that everything it printed comes before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evaluate<'a> {
    /// What it was compiled against.
    pub registers: Registers,
    /// CRC-32/ISCSI over `image`.
    pub crc: u32,
    /// The fragment.
    pub image: &'a [u8],
}

/// A fragment has been accepted and runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Evaluation {
    /// It runs.
    Running(Installed),
    /// The image was refused and nothing has changed.
    Refused {
        /// Number of the verifier's reason.
        reason: u16,
        /// Offset in the image at which it was found.
        at: u32,
    },
}

/// Makes a flash image the one that starts at power-up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Persist {
    /// Hash of the image, which must be whole in flash.
    pub hash: u32,
    /// Start it at power-up; otherwise it is only loaded.
    pub start: bool,
}

/// What is erased.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EraseRequest {
    /// The image that starts at power-up is forgotten; its flash is erased once it is free.
    Persisted,
    /// The flash slot that is not mapped.
    Spare,
}

/// Which images are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ImageQuery {
    /// 0 for the first page, then the `next` of the page before.
    pub cursor: u32,
    /// In RAM or in flash.
    pub target: Target,
}

/// Why an image in RAM is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Held {
    /// It is part of the loaded program.
    Installed,
    /// It is replaced, but frames, generators or constants of it are in use.
    InUse,
    /// It is in flash and whole, but not mapped.
    Stored,
    /// It is in flash and starts at power-up.
    Boots,
}

/// One image.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ImageRow {
    /// Serial number since the board started; 0 for one in flash that is not mapped.
    pub serial: u16,
    /// What it is.
    pub kind: ImageKind,
    /// Hash over its unrelocated bytes.
    pub hash: u32,
    /// Length in bytes.
    pub len: u32,
    /// Why it is kept.
    pub held: Held,
    /// Frames that execute code of it.
    pub frames: u16,
}
