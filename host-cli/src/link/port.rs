//! Which port: parsing, listing, choosing, and what is wrong with one.

use std::path::{Path, PathBuf};

/// Speed of a serial port when nothing else is said, in bits per second.
pub const DEFAULT_SPEED: u32 = 115_200;

/// The way to one board.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Port {
    /// A serial port or pseudo-terminal.
    Serial {
        /// Its device file or name.
        path: PathBuf,
        /// Bits per second.
        speed: u32,
    },
    /// A TCP connection, as `host:port`.
    Tcp(String),
    /// A local stream socket.
    Socket(PathBuf),
    /// A child process that speaks over its standard input and output.
    Child {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

impl Port {
    /// Reads a port as a user writes it: a path, `tcp://host:port`, `unix:PATH` or `sim`.
    pub fn parse(text: &str) -> Result<Port, PortError> {
        if text == "sim" {
            return Port::simulated();
        }
        if let Some(address) = text.strip_prefix("tcp://") {
            let numbered = address
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
            return if numbered {
                Ok(Port::Tcp(address.to_string()))
            } else {
                Err(PortError::Malformed {
                    port: text.to_string(),
                })
            };
        }
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Port::Socket(path.into()));
        }
        if text.is_empty() {
            return Err(PortError::Malformed {
                port: text.to_string(),
            });
        }
        Ok(Port::Serial {
            path: text.into(),
            speed: DEFAULT_SPEED,
        })
    }

    /// A fresh simulated board: this executable as `sim --stdio`.
    pub fn simulated() -> Result<Port, PortError> {
        let program = std::env::current_exe().map_err(|error| PortError::Unusable {
            port: "sim".to_string(),
            reason: error.to_string(),
        })?;
        Ok(Port::Child {
            program,
            arguments: vec!["sim".to_string(), "--stdio".to_string()],
        })
    }
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Port::Serial { path, .. } => write!(f, "{}", path.display()),
            Port::Tcp(address) => write!(f, "tcp://{address}"),
            Port::Socket(path) => write!(f, "unix:{}", path.display()),
            Port::Child { .. } => f.write_str("sim"),
        }
    }
}

/// What is wrong with a port. Each sentence says the remedy.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PortError {
    /// No board is plugged in.
    #[error("no board is plugged in; name a port with -p, or use -p sim for the simulated board")]
    NonePresent,
    /// Several are.
    #[error("several boards are plugged in; name one with -p: {}", .0.join(", "))]
    Several(Vec<String>),
    /// The port does not exist.
    #[error("there is no port {port}; `zshell ports` lists what is there")]
    Missing {
        /// The port.
        port: String,
    },
    /// The name is none of a port.
    #[error("{port:?} is not a port: write a path, tcp://host:port or sim")]
    Malformed {
        /// What was written.
        port: String,
    },
    /// Somebody else has it open.
    #[error("{port} is in use{}", holder_clause(.holder.as_deref()))]
    Busy {
        /// The port.
        port: String,
        /// Who, as name and process id, if that can be found out.
        holder: Option<String>,
    },
    /// The user may not open it.
    #[error("no permission to open {port}{}", group_clause(.group.as_deref()))]
    NoPermission {
        /// The port.
        port: String,
        /// The group that may.
        group: Option<String>,
    },
    /// It cannot be used for another reason.
    #[error("{port} cannot be used: {reason}")]
    Unusable {
        /// The port.
        port: String,
        /// What the system says.
        reason: String,
    },
}

impl PortError {
    /// The exit code of a command that ends by this.
    pub fn exit_code(&self) -> u8 {
        match self {
            PortError::Malformed { .. } => 2,
            PortError::Busy { .. } | PortError::NoPermission { .. } => 4,
            _ => 3,
        }
    }
}

fn holder_clause(holder: Option<&str>) -> String {
    match holder {
        Some(holder) => format!(" by {holder}; end it and try again"),
        None => " by another program; end it and try again".to_string(),
    }
}

fn group_clause(group: Option<&str>) -> String {
    match group {
        Some(group) => format!(
            "; it belongs to group {group}: `sudo usermod -aG {group} $USER`, then log in again"
        ),
        None => String::new(),
    }
}

/// A serial port that is there.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct PortEntry {
    /// Its device file or name.
    pub port: String,
    /// USB vendor and product number.
    pub usb: Option<(u16, u16)>,
    /// What the device calls itself.
    pub product: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Its serial number.
    pub serial_number: Option<String>,
}

/// The serial ports that are there.
pub fn list() -> Result<Vec<PortEntry>, PortError> {
    let ports = serialport::available_ports().map_err(|error| PortError::Unusable {
        port: "the list of ports".to_string(),
        reason: error.description,
    })?;
    let entries = ports.into_iter().map(|port| {
        let usb = match port.port_type {
            serialport::SerialPortType::UsbPort(usb) => Some(usb),
            _ => None,
        };
        PortEntry {
            port: port.port_name,
            usb: usb.as_ref().map(|usb| (usb.vid, usb.pid)),
            product: usb.as_ref().and_then(|usb| usb.product.clone()),
            manufacturer: usb.as_ref().and_then(|usb| usb.manufacturer.clone()),
            serial_number: usb.and_then(|usb| usb.serial_number),
        }
    });
    Ok(entries.collect())
}

/// The one USB board that is plugged in.
pub fn only() -> Result<Port, PortError> {
    choose(list()?)
}

fn choose(entries: Vec<PortEntry>) -> Result<Port, PortError> {
    let mut boards: Vec<String> = entries
        .into_iter()
        .filter(|entry| entry.usb.is_some())
        .map(|entry| entry.port)
        .collect();
    // The same device twice, as macOS lists it: the call-out name is the one to open.
    if boards.iter().any(|port| port.starts_with("/dev/cu.")) {
        boards.retain(|port| !port.starts_with("/dev/tty."));
    }
    match (boards.pop(), boards.is_empty()) {
        (None, _) => Err(PortError::NonePresent),
        (Some(port), true) => Port::parse(&port),
        (Some(port), false) => {
            boards.push(port);
            boards.sort();
            Err(PortError::Several(boards))
        }
    }
}

/// The device file under which the USB device with this serial number is now, for a port that
/// came back under another name.
pub(super) fn find_again(path: &Path, serial_number: Option<&str>) -> Option<PathBuf> {
    if path.exists() {
        return Some(path.to_path_buf());
    }
    let wanted = serial_number?;
    let entries = list().ok()?;
    let entry = entries
        .into_iter()
        .find(|entry| entry.serial_number.as_deref() == Some(wanted))?;
    Some(entry.port.into())
}

/// Serial number of the USB device behind a port.
pub(super) fn serial_number(path: &Path) -> Option<String> {
    let name = path.to_str()?;
    let entries = list().ok()?;
    let entry = entries.into_iter().find(|entry| entry.port == name)?;
    entry.serial_number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(port: &str, usb: bool) -> PortEntry {
        PortEntry {
            port: port.to_string(),
            usb: usb.then_some((0x0403, 0x6001)),
            product: None,
            manufacturer: None,
            serial_number: None,
        }
    }

    #[test]
    fn ports_are_read_as_users_write_them() {
        assert_eq!(
            Port::parse("tcp://host:3000"),
            Ok(Port::Tcp("host:3000".into()))
        );
        assert!(matches!(Port::parse("COM3"), Ok(Port::Serial { .. })));
        assert!(matches!(Port::parse("sim"), Ok(Port::Child { .. })));
        for wrong in ["", "tcp://", "tcp://host", "tcp://:1", "tcp://host:99999"] {
            let error = Port::parse(wrong).expect_err(wrong);
            assert_eq!(error.exit_code(), 2);
        }
    }

    #[test]
    fn the_only_usb_board_is_chosen_and_several_are_listed() {
        let other = entry("/dev/ttyS0", false);
        let one = entry("/dev/ttyUSB0", true);
        let two = entry("/dev/ttyACM0", true);
        assert_eq!(choose(vec![other.clone()]), Err(PortError::NonePresent));
        assert_eq!(
            choose(vec![other.clone(), one.clone()]),
            Port::parse("/dev/ttyUSB0")
        );
        let error = choose(vec![one, other, two]).expect_err("two boards");
        assert_eq!(error.exit_code(), 3);
        assert!(error.to_string().ends_with("/dev/ttyACM0, /dev/ttyUSB0"));
    }

    #[test]
    fn one_device_under_two_names_is_one_board() {
        let entries = vec![
            entry("/dev/tty.usbmodem1", true),
            entry("/dev/cu.usbmodem1", true),
        ];
        assert_eq!(choose(entries), Port::parse("/dev/cu.usbmodem1"));
    }
}
