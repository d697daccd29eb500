//! The images in RAM, listed.

use super::lock::Locked;
use crate::thread::{SLOTS, Slot};
use crate::vm::Vm;
use bytecode::image::{FRAGMENT, Image};

/// An image in RAM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageUse {
    /// It continues a program rather than being one.
    pub fragment: bool,
    /// Its hash.
    pub hash: u32,
    /// Its length in bytes.
    pub len: u32,
    /// The code table leads to it.
    pub installed: bool,
    /// Frames that run code of it.
    pub frames: u16,
}

impl Vm {
    fn image_use(&self, at: u32, bytes: u32) -> Option<ImageUse> {
        let image = Image::parse_layout(self.heap.words().bytes(at, bytes)).ok()?;
        let inside = |address: u32| address >= at && address < at + bytes;
        let codes = 0..self.registers().codes;
        let installed = codes.filter_map(|id| self.code_address(id)).any(inside);
        let mut frames = 0u16;
        for slot in (0..SLOTS).filter_map(Slot::new) {
            self.each_frame_in(slot.index(), |frame| {
                frames = frames.saturating_add(u16::from(inside(frame.ip)));
                true
            });
        }
        Some(ImageUse {
            fragment: image.flags() & FRAGMENT != 0,
            hash: image.hash(),
            len: bytes,
            installed,
            frames,
        })
    }
}

impl Locked<'_> {
    /// Hands the images in RAM to `each`, the newest first.
    pub fn each_image(&self, each: &mut dyn FnMut(&ImageUse)) {
        for (at, bytes) in self.images_in_ram() {
            if let Some(image) = self.image_use(at, bytes) {
                each(&image);
            }
        }
    }
}
