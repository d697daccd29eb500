//! Images: uploads, fragments, what is loaded.

use crate::agent::{Agent, ProgramName};
use crate::console::registers_of;
use crate::upload::{Announced, Upload, crc};
use protocol::commands::{
    self, AbortUpload, Begin, CommitUpload, EvaluateFragment, ListImages, PersistImage,
};
use protocol::image::{
    BeginUpload, Commit, Committed, EraseRequest, Evaluate, Evaluation, Held, ImageKind,
    ImageQuery, ImageRow, Installed, Persist, Target, UploadState,
};
use protocol::info::Nothing;
use protocol::{CONTROL_RESERVE, Error, ReplyWriter, Sent, Unanswered};
use vm::machine::{self, ImageUse, Locked, Refusal, Scope};

impl Agent {
    pub(super) fn begin(
        &mut self,
        request: &BeginUpload<'_>,
        reply: ReplyWriter<'_, Begin>,
    ) -> Result<Sent, Unanswered> {
        if request.target == Target::Flash {
            return Err(Error::NoFlash.into());
        }
        if request.kind != ImageKind::Program && self.machine.is_closed() {
            return Err(Error::Closed.into());
        }
        if request.len == 0 || request.len > LONGEST {
            return Err(Error::UploadTooLong.into());
        }
        let mut lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        if let Some(upload) = self.upload.take() {
            lock.discard(upload.staged);
        }
        let mut staged = lock.stage(request.len);
        if staged.is_err()
            && request.kind == ImageKind::Program
            && !self.machine.is_busy_with_program()
        {
            // There is no room for both, and nothing of the old one runs.
            lock.drop_program();
            staged = lock.stage(request.len);
        }
        let staged = staged.map_err(|_| Error::OutOfMemory)?;
        let announced = Announced {
            kind: request.kind,
            crc: request.crc,
            registers: request.registers,
        };
        self.upload = Some(Upload::new(announced, staged));
        self.announced_name = ProgramName::new(request.name);
        let window = self.description.receive_buffer;
        reply.send(&UploadState {
            received: 0,
            window: window.saturating_sub(CONTROL_RESERVE),
        })
    }

    /// Gives back what is staged, as soon as the lock can be had.
    pub(crate) fn drop_upload(&mut self) -> Result<(), Unanswered> {
        if self.upload.is_some() {
            let mut lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
            if let Some(upload) = self.upload.take() {
                lock.discard(upload.staged);
            }
        }
        Ok(())
    }

    pub(super) fn abort(
        &mut self,
        reply: ReplyWriter<'_, AbortUpload>,
    ) -> Result<Sent, Unanswered> {
        self.drop_upload()?;
        reply.send(&Nothing)
    }

    pub(super) fn commit_upload(
        &mut self,
        request: Commit,
        reply: ReplyWriter<'_, CommitUpload>,
    ) -> Result<Sent, Unanswered> {
        match self.apply_upload(request) {
            Ok(installed) => reply.send(&Committed::Installed(installed)),
            Err(Hindrance::Later) => Err(Unanswered::Later),
            Err(Hindrance::Refused(error)) => {
                self.drop_upload()?;
                Err(error.into())
            }
            Err(Hindrance::Image(reason, at)) => {
                self.drop_upload()?;
                reply.send(&Committed::Refused { reason, at })
            }
        }
    }

    fn apply_upload(&mut self, request: Commit) -> Result<Installed, Hindrance> {
        let machine = self.machine;
        let upload = self.upload.as_mut().ok_or(Error::NoUpload)?;
        let kind = upload.announced.kind;
        let program = kind == ImageKind::Program;
        if !upload.checked {
            upload.is_whole()?;
            if upload.staged.is_fragment() != Some(!program) {
                return Err(Error::ImageRefused.into());
            }
            if program {
                let mut lock = machine.try_lock().ok_or(Hindrance::Later)?;
                let mut checked = lock.check_program(&upload.staged);
                if checked == Err(Refusal::NoMemory) && !machine.is_busy_with_program() {
                    lock.drop_program();
                    checked = lock.check_program(&upload.staged);
                }
                checked?;
            } else if upload.announced.registers != registers_of(machine.registers()) {
                return Err(Error::Stale.into());
            }
            upload.checked = true;
        }
        // A program's threads end before another takes its place; they get the second that every stopped thread has.
        if program && machine.is_busy_with_program() {
            if !self.clearing {
                self.clearing = true;
                machine.interrupt(Scope::EveryThread, true);
                machine.interrupt(Scope::Evaluation, true);
            }
            return Err(Hindrance::Later);
        }
        self.clearing = false;
        if !program && machine.is_evaluating() {
            return Err(Error::Busy.into());
        }
        let mut lock = machine.try_lock().ok_or(Hindrance::Later)?;
        let upload = self.upload.take().ok_or(Error::NoUpload)?;
        if program {
            // It was proved safe: only memory can be short now, and what the old one has is given up for it.
            lock.drop_program();
        }
        let made = lock.install_staged(upload.staged)?;
        if program {
            self.program = self.announced_name;
        }
        let thread = match kind {
            ImageKind::Program if request.start => lock.start_program().ok(),
            ImageKind::Extension | ImageKind::Fragment => {
                lock.evaluate(made.entry, made.serial).ok()
            }
            _ => None,
        };
        Ok(installed(&made, thread))
    }

    pub(super) fn evaluate_fragment(
        &mut self,
        request: &Evaluate<'_>,
        reply: ReplyWriter<'_, EvaluateFragment>,
    ) -> Result<Sent, Unanswered> {
        let answer = match self.evaluate_image(request) {
            Ok(installed) => Evaluation::Running(installed),
            Err(Hindrance::Later) => return Err(Unanswered::Later),
            Err(Hindrance::Refused(error)) => return Err(error.into()),
            Err(Hindrance::Image(reason, at)) => Evaluation::Refused { reason, at },
        };
        reply.send(&answer)
    }

    fn evaluate_image(&mut self, request: &Evaluate<'_>) -> Result<Installed, Hindrance> {
        let machine = self.machine;
        if crc(request.image) != request.crc {
            return Err(Error::HashMismatch.into());
        }
        if machine.is_closed() {
            return Err(Error::Closed.into());
        }
        if machine.is_evaluating() {
            return Err(Error::Busy.into());
        }
        if request.registers != registers_of(machine.registers()) {
            return Err(Error::Stale.into());
        }
        let mut lock = machine.try_lock().ok_or(Hindrance::Later)?;
        let made = install_fragment(&mut lock, request.image)?;
        let thread = lock
            .evaluate(made.entry, made.serial)
            .map_err(|_| Error::OutOfMemory)?;
        Ok(installed(&made, Some(thread)))
    }

    pub(super) fn refuse_persist(
        &mut self,
        _: Persist,
        _: ReplyWriter<'_, PersistImage>,
    ) -> Result<Sent, Unanswered> {
        Err(Error::NoFlash.into())
    }

    pub(super) fn refuse_erase(
        &mut self,
        _: EraseRequest,
        _: ReplyWriter<'_, commands::Erase>,
    ) -> Result<Sent, Unanswered> {
        Err(Error::NoFlash.into())
    }

    /// Cursors are counts of images.
    pub(super) fn tell_images(
        &mut self,
        query: ImageQuery,
        reply: ReplyWriter<'_, ListImages>,
    ) -> Result<Sent, Unanswered> {
        let mut page = reply.page();
        if query.target == Target::Flash {
            return page.finish(0, None);
        }
        let lock = self.machine.try_lock().ok_or(Unanswered::Later)?;
        let (mut next, mut index) = (None, 0);
        lock.each_image(&mut |image| {
            if index >= query.cursor && next.is_none() && !page.row(&row_of(image)) {
                next = Some(index);
            }
            index += 1;
        });
        page.finish(self.machine.registers().chain, next)
    }
}

/// Longest image, in bytes: what a block of the heap holds.
const LONGEST: u32 = 65_000 * 4;

/// Why an image is not installed yet, or not at all.
enum Hindrance {
    /// The lock, or the end of threads, is waited for.
    Later,
    /// It is refused.
    Refused(Error),
    /// The verifier refuses it: its reason, and where.
    Image(u16, u32),
}

impl From<Error> for Hindrance {
    fn from(error: Error) -> Hindrance {
        Hindrance::Refused(error)
    }
}

impl From<Refusal> for Hindrance {
    fn from(refusal: Refusal) -> Hindrance {
        Hindrance::Refused(match refusal {
            Refusal::NoMemory => Error::OutOfMemory,
            Refusal::NotAnImage => Error::ImageRefused,
            Refusal::Version => Error::WrongVersion,
            Refusal::Stale => Error::Stale,
            Refusal::Unsafe { reason, at } => return Hindrance::Image(reason.into(), at),
        })
    }
}

fn install_fragment(lock: &mut Locked<'_>, bytes: &[u8]) -> Result<machine::Installed, Hindrance> {
    let mut staged = lock.stage(bytes.len() as u32)?;
    staged.bytes_mut().copy_from_slice(bytes);
    if staged.is_fragment() != Some(true) {
        lock.discard(staged);
        return Err(Error::ImageRefused.into());
    }
    Ok(lock.install_staged(staged)?)
}

fn installed(made: &machine::Installed, thread: Option<u16>) -> Installed {
    Installed {
        image: made.serial,
        chain: made.registers.chain,
        registers: registers_of(made.registers),
        thread,
        threads_on_old_code: 0,
        instances_on_old_class: 0,
    }
}

fn row_of(image: &ImageUse) -> ImageRow {
    ImageRow {
        serial: 0,
        kind: if image.fragment {
            ImageKind::Fragment
        } else {
            ImageKind::Program
        },
        hash: image.hash,
        len: image.len,
        held: if image.installed {
            Held::Installed
        } else {
            Held::InUse
        },
        frames: image.frames,
    }
}
