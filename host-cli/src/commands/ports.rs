//! `zshell ports`: where boards may be.

use super::Command;
use crate::context::Context;
use crate::failure::Failure;
use crate::link::port::{self, PortEntry};
use clap::Args;

/// List the serial ports of this machine
///
/// Ports on USB come first: there a board is likely.
#[derive(Args, Debug)]
pub struct Ports {}

impl Command for Ports {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        let mut entries = port::list()?;
        entries.sort_by(|a, b| (a.usb.is_none(), &a.port).cmp(&(b.usb.is_none(), &b.port)));
        for entry in &entries {
            if context.output.json {
                context.output.object(entry)?;
            } else {
                context.output.line(&line(entry))?;
            }
        }
        if entries.is_empty() {
            context
                .output
                .notice("no serial port on this machine; `-p sim` is a simulated board");
        }
        Ok(())
    }
}

/// Port, USB numbers, names, serial number.
fn line(entry: &PortEntry) -> String {
    let mut line = entry.port.clone();
    if let Some((vendor, product)) = entry.usb {
        line.push_str(&format!("  {vendor:04x}:{product:04x}"));
    }
    let texts = [&entry.manufacturer, &entry.product, &entry.serial_number];
    for text in texts.into_iter().flatten() {
        line.push_str("  ");
        line.push_str(text);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_known() {
        let mut entry = PortEntry {
            port: "/dev/ttyUSB0".into(),
            usb: Some((0x0403, 0x6001)),
            product: Some("FT232R".into()),
            manufacturer: None,
            serial_number: Some("A1".into()),
        };
        assert_eq!(line(&entry), "/dev/ttyUSB0  0403:6001  FT232R  A1");
        entry.usb = None;
        entry.product = None;
        entry.serial_number = None;
        assert_eq!(line(&entry), "/dev/ttyUSB0");
    }
}
