//! Frames on a byte pipe: COBS(header ‖ body ‖ CRC-32/ISCSI) ‖ 0x00.
//!
//! COBS is Cheshire and Baker's Consistent Overhead Byte Stuffing (1999); the CRC is the
//! Castagnoli polynomial as iSCSI (RFC 3720) uses it, stored least significant byte first.

use crate::header::{HEADER_LEN, Header};
use cobs::{DecodeResult, DecoderState, EncoderState, PushResult};
use crc::{CRC_32_ISCSI, Crc, NoTable};

/// The byte that ends every frame and occurs in none.
pub const DELIMITER: u8 = 0x00;
/// Length of the CRC, in bytes.
pub const CRC_LEN: usize = 4;
/// What header and CRC add to a body, before COBS.
pub const ENVELOPE_LEN: usize = HEADER_LEN + CRC_LEN;

/// Without a table: 8 steps a byte, and 1 KiB of flash saved.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);
/// CRC of any message followed by its own CRC.
const RESIDUE: u32 = 0x4867_4BC7;

/// Longest encoded form, delimiter included, of a frame with a body of `body_len` bytes.
pub const fn encoded_len_max(body_len: usize) -> usize {
    let raw = body_len + ENVELOPE_LEN;
    raw + 1 + raw / 254 + 1
}

/// Longest body whose encoded frame is sure to fit `room` bytes.
pub const fn body_len_max(room: usize) -> usize {
    // One COBS byte in 254, one more at the start, and the delimiter.
    let usable = room.saturating_sub(2);
    (usable - usable.div_ceil(255)).saturating_sub(ENVELOPE_LEN)
}

/// Builds one frame inside a buffer, without a second one.
///
/// The body is written behind the room that COBS needs, then encoded forwards in place.
pub struct FrameWriter<'a> {
    buffer: &'a mut [u8],
    headroom: usize,
}

impl<'a> FrameWriter<'a> {
    /// Starts a frame; the whole of `buffer` may be overwritten.
    pub fn new(buffer: &'a mut [u8]) -> FrameWriter<'a> {
        // The encoder is at most two bytes, plus one in 254, ahead of what it has read.
        let headroom = 2 + buffer.len() / 254;
        FrameWriter { buffer, headroom }
    }

    /// Where the body goes; as long as a body can be.
    pub fn body(&mut self) -> &mut [u8] {
        let start = self.headroom + HEADER_LEN;
        let end = self.buffer.len().saturating_sub(CRC_LEN);
        self.buffer.get_mut(start..end).unwrap_or_default()
    }

    /// Completes the frame around the first `body_len` bytes of the body.
    ///
    /// Returns the length of the encoded frame, which stands at the start of the buffer;
    /// `None` if the buffer is too short.
    pub fn finish(self, header: Header, body_len: usize) -> Option<usize> {
        let start = self.headroom;
        let crc_at = start + HEADER_LEN + body_len;
        let end = crc_at + CRC_LEN;
        self.buffer
            .get_mut(start..start + HEADER_LEN)?
            .copy_from_slice(&header.to_bytes());
        let crc = CRC.checksum(self.buffer.get(start..crc_at)?);
        self.buffer
            .get_mut(crc_at..end)?
            .copy_from_slice(&crc.to_le_bytes());

        let mut state = EncoderState::default();
        let mut written = 1;
        for at in start..end {
            match state.push(*self.buffer.get(at)?) {
                PushResult::AddSingle(byte) => {
                    *self.buffer.get_mut(written)? = byte;
                    written += 1;
                }
                PushResult::ModifyFromStartAndSkip((index, code)) => {
                    *self.buffer.get_mut(index)? = code;
                    written += 1;
                }
                PushResult::ModifyFromStartAndPushAndSkip((index, code, byte)) => {
                    *self.buffer.get_mut(index)? = code;
                    *self.buffer.get_mut(written)? = byte;
                    written += 2;
                }
            }
        }
        let (index, code) = state.finalize();
        *self.buffer.get_mut(index)? = code;
        *self.buffer.get_mut(written)? = DELIMITER;
        Some(written + 1)
    }
}

/// Encodes a frame with a body that exists already; see [`FrameWriter`].
pub fn encode(header: Header, body: &[u8], into: &mut [u8]) -> Option<usize> {
    let mut writer = FrameWriter::new(into);
    writer.body().get_mut(..body.len())?.copy_from_slice(body);
    writer.finish(header, body.len())
}

/// What a [`Decoder`] found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received<'a> {
    /// A frame whose CRC is right and whose kind is known.
    Frame(Header, &'a [u8]),
    /// Bytes that are no frame, as they came, without the delimiter that ended them.
    Noise(&'a [u8]),
}

/// Finds frames in a stream of bytes, using a buffer that the caller provides.
///
/// `B` is an array, a slice or a vector of fixed length.
/// Between two delimiters there is a frame or there is noise; a run that outgrows the buffer is
/// noise too, and is handed out in pieces.
pub struct Decoder<B> {
    buffer: B,
    len: usize,
    /// The current run has outgrown the buffer, so its end cannot be a frame.
    overrun: bool,
    /// The byte that found the buffer full; it opens the next piece.
    carried: Option<u8>,
}

impl<B: AsRef<[u8]> + AsMut<[u8]>> Decoder<B> {
    /// A decoder that accepts encoded frames up to the length of `buffer`, delimiter not counted.
    pub fn new(buffer: B) -> Decoder<B> {
        Decoder {
            buffer,
            len: 0,
            overrun: false,
            carried: None,
        }
    }

    /// Takes the next byte; returns what it completes.
    pub fn push(&mut self, byte: u8) -> Option<Received<'_>> {
        if let Some(carried) = self.carried.take()
            && let Some(place) = self.buffer.as_mut().first_mut()
        {
            *place = carried;
            self.len = 1;
        }
        if byte == DELIMITER {
            let len = core::mem::take(&mut self.len);
            let overrun = core::mem::take(&mut self.overrun);
            if len == 0 {
                return None;
            }
            let run = self.buffer.as_mut().get_mut(..len)?;
            return Some(if overrun {
                Received::Noise(run)
            } else {
                open(run)
            });
        }
        let capacity = self.buffer.as_ref().len();
        if let Some(place) = self.buffer.as_mut().get_mut(self.len) {
            *place = byte;
            self.len += 1;
            return None;
        }
        // The full buffer is lent to the caller, so this byte waits for the next call.
        self.overrun = true;
        self.len = 0;
        self.carried = Some(byte);
        Some(Received::Noise(self.buffer.as_ref().get(..capacity)?))
    }

    /// Hands out an unfinished run as noise, for a line that has fallen silent in mid-run; what
    /// comes next is taken for a new run.
    pub fn flush(&mut self) -> Option<Received<'_>> {
        if let Some(carried) = self.carried.take() {
            *self.buffer.as_mut().first_mut()? = carried;
            self.len = 1;
        }
        let len = core::mem::take(&mut self.len);
        self.overrun = false;
        if len == 0 {
            return None;
        }
        Some(Received::Noise(self.buffer.as_ref().get(..len)?))
    }

    /// Whether bytes of an unfinished run are held.
    pub fn is_mid_run(&self) -> bool {
        self.len > 0 || self.carried.is_some()
    }
}

/// Takes the run between two delimiters apart, leaving it as it was if it is no frame.
fn open(run: &mut [u8]) -> Received<'_> {
    if let Some(header) = check(run)
        // Decoding shortens, so it can be done in place once the CRC is known to be right.
        && let Ok(len) = cobs::decode_in_place(run)
    {
        let body = HEADER_LEN..len.saturating_sub(CRC_LEN);
        return Received::Frame(header, run.get(body).unwrap_or_default());
    }
    Received::Noise(run)
}

/// The header, if `run` is valid COBS, long enough, of a known kind, and its CRC is right.
fn check(run: &[u8]) -> Option<Header> {
    let mut state = DecoderState::default();
    let mut digest = CRC.digest();
    let mut header = [0; HEADER_LEN];
    let mut len = 0;
    for byte in run.iter().copied().chain([DELIMITER]) {
        match state.feed(byte).ok()? {
            DecodeResult::DataContinue(decoded) => {
                digest.update(&[decoded]);
                if let Some(place) = header.get_mut(len) {
                    *place = decoded;
                }
                len += 1;
            }
            DecodeResult::DataComplete => {
                let sound = len >= ENVELOPE_LEN && digest.finalize() == RESIDUE;
                return if sound {
                    Header::from_bytes(header)
                } else {
                    None
                };
            }
            DecodeResult::NoData | DecodeResult::DataStart => {}
        }
    }
    None
}
