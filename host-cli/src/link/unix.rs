//! What only Unix knows: local sockets, who holds a port, whose it is.

use super::transport::Pipe;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

/// Connects to a local stream socket.
pub(super) async fn connect_socket(path: &Path) -> std::io::Result<Box<dyn Pipe>> {
    let stream = tokio::net::UnixStream::connect(path).await?;
    Ok(Box::new(stream))
}

/// Whether a path is a local socket rather than a device.
pub(super) fn is_socket(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket())
}

/// Whether a path is a device that can be a serial port.
pub(super) fn is_character_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_char_device())
}

/// Keeps the terminal's Ctrl-C from a child: it would end the simulated board, where it is meant
/// to interrupt what runs there.
pub(super) fn shield_from_terminal(command: &mut tokio::process::Command) {
    command.process_group(0);
}

/// The process that has a device open, as name and process id.
///
/// Only where `/proc` is; processes of other users are not seen.
pub(super) fn holder(device: &Path) -> Option<String> {
    let device = device.canonicalize().ok()?;
    let own = std::process::id().to_string();
    for process in std::fs::read_dir("/proc").ok()?.flatten() {
        let name = process.file_name();
        let Some(id) = name.to_str().filter(|id| id.parse::<u32>().is_ok()) else {
            continue;
        };
        let Ok(files) = std::fs::read_dir(process.path().join("fd")) else {
            continue;
        };
        let holds = files
            .flatten()
            .any(|file| std::fs::read_link(file.path()).is_ok_and(|target| target == device));
        if holds && id != own {
            let command = std::fs::read_to_string(process.path().join("comm"));
            let command = command.unwrap_or_default();
            return Some(format!("{} (process {id})", command.trim_end()));
        }
    }
    None
}

/// Name of the group that owns a device.
pub(super) fn owning_group(device: &Path) -> Option<String> {
    let number = std::fs::metadata(device).ok()?.gid().to_string();
    let groups = std::fs::read_to_string("/etc/group").ok()?;
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owning_group_of_a_file_has_a_name() {
        let group = owning_group(Path::new("/dev/null"));
        assert!(group.is_some_and(|name| !name.is_empty()));
    }

    #[test]
    fn the_holder_of_a_device_is_named() {
        // A child that holds a pseudo-terminal's slave open.
        let terminal = nix::pty::openpty(None, None).expect("a pseudo-terminal");
        let path = nix::unistd::ttyname(&terminal.slave).expect("its name");
        assert_eq!(holder(&path), None, "only this process holds it");
        let slave = terminal.slave.try_clone().expect("a second descriptor");
        let mut child = std::process::Command::new("sleep")
            .arg("30")
            .stdin(slave)
            .spawn()
            .expect("sleep");
        let found = holder(&path);
        child.kill().expect("to end it");
        child.wait().expect("to wait for it");
        assert_eq!(found, Some(format!("sleep (process {})", child.id())));
    }
}
