//! The four bytes every frame begins with.

/// Length of a [`Header`] on the wire, in bytes.
pub const HEADER_LEN: usize = 4;

/// What a frame carries, and therefore which channel it belongs to.
///
/// Bit 3 tells the direction, so that a line that echoes is recognised.
/// Numbers are the high nibble of a frame's first byte and are never reused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Host to board: a [`control::ToBoard`](crate::control::ToBoard) message.
    HostControl = 0x0,
    /// Host to board: a request that has effects; executed at most once.
    Command = 0x1,
    /// Host to board: a request without effects; executed as often as it arrives.
    Read = 0x2,
    /// Host to board: a piece of an upload, placed by its offset.
    Chunk = 0x3,
    /// Host to board: a piece of standard input, placed by its offset.
    Stdin = 0x4,
    /// Board to host: a [`control::ToHost`](crate::control::ToHost) message.
    BoardControl = 0x8,
    /// Board to host: the answer to a [`Kind::Command`].
    CommandReply = 0x9,
    /// Board to host: the answer to a [`Kind::Read`].
    ReadReply = 0xA,
    /// Board to host: how much of an upload has arrived.
    ChunkAck = 0xB,
    /// Board to host: a piece of program output, placed by its offset.
    Output = 0xC,
    /// Board to host: a subscribed sample; never repeated.
    Telemetry = 0xD,
}

impl Kind {
    /// The kind with this number, if there is one.
    pub const fn from_number(number: u8) -> Option<Kind> {
        Some(match number {
            0x0 => Kind::HostControl,
            0x1 => Kind::Command,
            0x2 => Kind::Read,
            0x3 => Kind::Chunk,
            0x4 => Kind::Stdin,
            0x8 => Kind::BoardControl,
            0x9 => Kind::CommandReply,
            0xA => Kind::ReadReply,
            0xB => Kind::ChunkAck,
            0xC => Kind::Output,
            0xD => Kind::Telemetry,
            _ => return None,
        })
    }

    /// Whether a host sends frames of this kind.
    pub const fn from_host(self) -> bool {
        (self as u8) < 0x8
    }
}

/// Kind, session, sequence number and acknowledgement of a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// What the frame carries.
    pub kind: Kind,
    /// Tag of the session the frame belongs to, 1 to 15; 0 where none exists yet.
    pub session: u8,
    /// Number of the request, or of the request that is answered; see `WIRE.md` for each kind.
    pub seq: u8,
    /// Bytes received in order on the stream that runs the other way, modulo 65 536:
    /// program output in a host's frame, standard input in a board's.
    pub ack: u16,
}

impl Header {
    /// The header as it stands on the wire.
    pub const fn to_bytes(self) -> [u8; HEADER_LEN] {
        let [low, high] = self.ack.to_le_bytes();
        [
            (self.kind as u8) << 4 | (self.session & 0x0F),
            self.seq,
            low,
            high,
        ]
    }

    /// Reads a header; `None` if its kind is unknown.
    pub const fn from_bytes(bytes: [u8; HEADER_LEN]) -> Option<Header> {
        let [first, seq, low, high] = bytes;
        match Kind::from_number(first >> 4) {
            Some(kind) => Some(Header {
                kind,
                session: first & 0x0F,
                seq,
                ack: u16::from_le_bytes([low, high]),
            }),
            None => None,
        }
    }
}
