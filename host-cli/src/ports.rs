//! Where boards are: names of ports, what is plugged in, which one is meant.

use crate::failure::Failure;
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a board is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// A serial device or a pseudo-terminal.
    Serial(PathBuf),
    /// `tcp://host:port`.
    Tcp(String),
    /// A simulated board, started for this process alone.
    Sim,
}

impl Port {
    /// Reads a port as a user writes it.
    ///
    /// # Errors
    /// [`Failure::Usage`] if it is none of the forms.
    pub fn parse(text: &str) -> Result<Port, Failure> {
        if text == "sim" {
            return Ok(Port::Sim);
        }
        if let Some(address) = text.strip_prefix("tcp://") {
            let complete = address
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
            return if complete {
                Ok(Port::Tcp(address.to_owned()))
            } else {
                Err(Failure::Usage(format!(
                    "{text}: an address is written tcp://host:port"
                )))
            };
        }
        if text.is_empty() {
            return Err(Failure::Usage("the port is empty".into()));
        }
        Ok(Port::Serial(PathBuf::from(text)))
    }

    /// Whether a word on the command line looks like a port rather than a command.
    #[must_use]
    pub fn is_plausible(text: &str) -> bool {
        text == "sim"
            || text.contains(['/', '\\', ':'])
            || text.strip_prefix("COM").is_some_and(is_number)
            || Path::new(text).exists()
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Port::Serial(path) => write!(f, "{}", path.display()),
            Port::Tcp(address) => write!(f, "tcp://{address}"),
            Port::Sim => f.write_str("sim"),
        }
    }
}

/// A serial port that exists on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What `-p` takes.
    pub port: String,
    /// It is on USB, so that a board is likely.
    pub usb: bool,
    /// USB vendor.
    pub vendor_id: Option<u16>,
    /// USB product.
    pub product_id: Option<u16>,
    /// Serial number of the USB device.
    pub serial_number: Option<String>,
    /// What the device calls itself.
    pub product: Option<String>,
}

impl Candidate {
    /// One line for a person: port, USB numbers, name, serial number.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = self.port.clone();
        if let (Some(vendor), Some(product)) = (self.vendor_id, self.product_id) {
            line.push_str(&format!("  {vendor:04x}:{product:04x}"));
        }
        for text in [&self.product, &self.serial_number].into_iter().flatten() {
            line.push_str("  ");
            line.push_str(text);
        }
        line
    }
}

/// Every serial port of this machine, USB ones first.
///
/// # Errors
/// [`Failure::NoPort`] if the system cannot list them.
pub fn available() -> Result<Vec<Candidate>, Failure> {
    let ports = serialport::available_ports()
        .map_err(|error| Failure::NoPort(format!("the ports cannot be listed: {error}")))?;
    let mut candidates: Vec<Candidate> = ports.into_iter().map(candidate).collect();
    candidates.sort_by(|a, b| (!a.usb, &a.port).cmp(&(!b.usb, &b.port)));
    Ok(candidates)
}

fn candidate(info: serialport::SerialPortInfo) -> Candidate {
    let usb = match info.port_type {
        serialport::SerialPortType::UsbPort(usb) => Some(usb),
        _ => None,
    };
    Candidate {
        port: info.port_name,
        usb: usb.is_some(),
        vendor_id: usb.as_ref().map(|usb| usb.vid),
        product_id: usb.as_ref().map(|usb| usb.pid),
        product: usb.as_ref().and_then(|usb| usb.product.clone()),
        serial_number: usb.and_then(|usb| usb.serial_number),
    }
}

/// Which port is used when none was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one board that is plugged in.
    Only(Port),
    /// None is plugged in.
    Nothing,
}

/// Chooses among what is plugged in: the only USB port, or an error that lists several.
///
/// # Errors
/// [`Failure::NoPort`] if there are several.
pub fn choose(candidates: &[Candidate]) -> Result<Choice, Failure> {
    let mut usb = candidates.iter().filter(|candidate| candidate.usb);
    match (usb.next(), usb.next()) {
        (None, _) => Ok(Choice::Nothing),
        (Some(only), None) => Ok(Choice::Only(Port::Serial(PathBuf::from(&only.port)))),
        (Some(_), Some(_)) => {
            let mut text = String::from("several boards are plugged in; choose one with -p:");
            for candidate in candidates.iter().filter(|candidate| candidate.usb) {
                text.push_str("\n  ");
                text.push_str(&candidate.line());
            }
            Err(Failure::NoPort(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usb(port: &str) -> Candidate {
        Candidate {
            port: port.to_owned(),
            usb: true,
            vendor_id: Some(0x0403),
            product_id: Some(0x6001),
            serial_number: Some("A1".into()),
            product: Some("FT232R".into()),
        }
    }

    fn onboard(port: &str) -> Candidate {
        Candidate {
            port: port.to_owned(),
            usb: false,
            vendor_id: None,
            product_id: None,
            serial_number: None,
            product: None,
        }
    }

    #[test]
    fn ports_are_read_as_written() {
        assert_eq!(Port::parse("sim"), Ok(Port::Sim));
        assert_eq!(
            Port::parse("tcp://localhost:7000"),
            Ok(Port::Tcp("localhost:7000".into()))
        );
        assert_eq!(
            Port::parse("/dev/ttyUSB0"),
            Ok(Port::Serial("/dev/ttyUSB0".into()))
        );
        assert_eq!(Port::parse("COM3").expect("a port").to_string(), "COM3");
        for wrong in ["tcp://", "tcp://host", "tcp://:1", "tcp://h:99999", ""] {
            assert_eq!(
                Port::parse(wrong).expect_err(wrong).exit_code(),
                2,
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_mistyped_command_is_no_port() {
        assert!(!Port::is_plausible("thread"));
        assert!(!Port::is_plausible("COMX"));
        assert!(Port::is_plausible("COM12"));
        assert!(Port::is_plausible("/dev/nothing"));
        assert!(Port::is_plausible("tcp://h:1"));
    }

    #[test]
    fn the_only_usb_port_is_chosen_and_several_are_listed() {
        assert_eq!(choose(&[onboard("/dev/ttyS0")]), Ok(Choice::Nothing));
        assert_eq!(
            choose(&[usb("/dev/ttyUSB0"), onboard("/dev/ttyS0")]),
            Ok(Choice::Only(Port::Serial("/dev/ttyUSB0".into())))
        );
        let failure = choose(&[usb("/dev/ttyUSB0"), usb("/dev/ttyUSB1")]).expect_err("two boards");
        assert_eq!(failure.exit_code(), 3);
        assert_eq!(
            failure.sentence().as_deref(),
            Some(
                "several boards are plugged in; choose one with -p:\n  \
                 /dev/ttyUSB0  0403:6001  FT232R  A1\n  /dev/ttyUSB1  0403:6001  FT232R  A1"
            )
        );
    }
}
