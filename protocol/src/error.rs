//! Why a board refuses: fieldless, fixed numbers, a sentence each.

/// Defines [`Error`] from rows of number, name and sentence.
macro_rules! errors {
    ($($number:literal $name:ident $sentence:literal;)*) => {
        /// Why a board did not do what it was asked.
        ///
        /// Numbers are what travels; they are append-only and 0 means success.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Error {
            $(#[doc = $sentence] $name = $number,)*
        }

        impl Error {
            /// All errors, in the order of their numbers.
            pub const ALL: &'static [Error] = &[$(Error::$name),*];

            /// The error with this number; one that this side does not know is [`Error::Unknown`].
            pub const fn from_number(number: u8) -> Error {
                match number {
                    $($number => Error::$name,)*
                    _ => Error::Unknown,
                }
            }

            /// One sentence for a person.
            ///
            /// Only the host calls this, so a board does not link the texts.
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Error::$name => $sentence,)*
                }
            }
        }
    };
}

errors! {
    1  Unsupported     "The board does not know this command.";
    2  Malformed       "The board could not read the request.";
    3  OutOfMemory     "The board has not enough free memory.";
    4  Stale           "The program on the board has moved on since this was compiled.";
    5  ImageRefused    "The verifier refused the image.";
    6  HashMismatch    "What arrived is not what was announced.";
    7  NoUpload        "No upload is under way.";
    8  UploadTooLong   "The upload is longer than announced or than the board can hold.";
    9  UploadIncomplete "The upload is not complete.";
    10 WrongVersion    "The image is for another version of the machine.";
    11 WrongBoard      "The image is for another board.";
    12 AbsentNative    "The image needs natives that this board does not carry.";
    13 NoProgram       "No program is loaded.";
    14 AlreadyRunning  "The program is running already.";
    15 NoSuchThread    "There is no such thread.";
    16 WrongState      "The thread is not in a state in which this can be done.";
    17 OutOfRange      "A value is out of range.";
    18 Busy            "The board is busy with something that excludes this.";
    19 NoFlash         "The board has no flash for programs.";
    20 FlashFailed     "Writing the flash failed.";
    21 FlashInUse      "This flash slot holds the running program.";
    22 NoSuchPin       "The board has no such pin.";
    23 PinReserved     "The pin belongs to the link.";
    24 OldCodeInUse    "Threads still run the version before the last one.";
    25 Closed          "The program was linked closed and cannot be extended.";
    26 NoClock         "The board has no clock that can be set.";
    27 Failed          "The operation failed.";
    28 TooManyThreads  "The board cannot run more threads.";
    29 NoSuchImage     "There is no such image.";
    255 Unknown        "The board reports an error that this version does not know.";
}

impl Error {
    /// The number that travels.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.sentence())
    }
}

impl core::error::Error for Error {}
