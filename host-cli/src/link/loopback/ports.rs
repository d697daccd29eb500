//! Ports that are boards for one only, and ports that are none.

use super::{Board, Port, connect};
use crate::device::{ConnectError, Device, Options, WhenGone};
use crate::link::PortError;
use nix::fcntl::{FcntlArg, FdFlag};
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pseudo_terminal_is_a_port_for_one() {
    let terminal = nix::pty::openpty(None, None).expect("a pseudo-terminal");
    let path: PathBuf = nix::unistd::ttyname(&terminal.slave).expect("its name");
    let port = Port::parse(path.to_str().expect("a name")).expect("a port");
    let master = std::fs::File::from(terminal.master);
    let reader = master.try_clone().expect("a second handle");
    let (stop, stopped) = mpsc::channel::<()>();
    // The reader thread blocks in the terminal; it ends when the process does.
    let board = thread::spawn(move || {
        let mut board = Board::new();
        board.serve(reader, Stoppable(master, stopped));
    });
    let (device, mut events) = connect(&port, WhenGone::Fail).await;
    device.ping().await.expect("to ping");
    let second = Device::connect(&port, Options::default()).await;
    match second.expect_err("one at a time") {
        ConnectError::Port(error @ PortError::Busy { .. }) => assert_eq!(error.exit_code(), 4),
        other => panic!("{other:?}"),
    }
    drop(stop);
    drop(device);
    while events.next().await.is_some() {}
    drop(terminal.slave);
    board.join().expect("the board");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hang_up_is_noticed_at_once() {
    let terminal = nix::pty::openpty(None, None).expect("a pseudo-terminal");
    // A process that another test starts meanwhile must not hold it open.
    for side in [&terminal.master, &terminal.slave] {
        let close = FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC);
        nix::fcntl::fcntl(side, close).expect("a flag");
    }
    let path = nix::unistd::ttyname(&terminal.slave).expect("its name");
    let port = Port::parse(path.to_str().expect("a name")).expect("a port");
    let connecting = tokio::spawn(async move { refusal(&port).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(terminal);
    let error = connecting.await.expect("an error");
    assert!(error.to_string().contains("the port is gone"), "{error}");
    assert_eq!(error.exit_code(), 5);
}

/// A writer that fails once it is told to.
struct Stoppable(std::fs::File, mpsc::Receiver<()>);

impl Write for Stoppable {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.1.try_recv() {
            Err(mpsc::TryRecvError::Disconnected) => Err(std::io::ErrorKind::BrokenPipe.into()),
            _ => self.0.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn child(program: &str, arguments: &[&str]) -> Port {
    Port::Child {
        program: program.into(),
        arguments: arguments.iter().map(ToString::to_string).collect(),
    }
}

async fn refusal(port: &Port) -> ConnectError {
    let options = Options {
        connect: Duration::from_millis(700),
        ..Options::default()
    };
    Device::connect(port, options)
        .await
        .expect_err("it is no board")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_board_is_told_apart() {
    let echo = refusal(&child("cat", &[])).await;
    assert!(echo.to_string().contains("comes back"), "{echo}");
    assert_eq!(echo.exit_code(), 3);
    let text = refusal(&child("sh", &["-c", "echo login:; sleep 5"])).await;
    assert!(text.to_string().contains("login:"), "{text}");
    let garbage = "head -c 400 /dev/zero | tr '\\0' '\\377'; sleep 5";
    let garbage = refusal(&child("sh", &["-c", garbage])).await;
    assert!(garbage.to_string().contains("another speed"), "{garbage}");
    let silent = refusal(&child("sleep", &["5"])).await;
    assert!(silent.to_string().contains("does not answer"), "{silent}");
    assert_eq!(silent.exit_code(), 5);
    let gone = refusal(&child("true", &[])).await;
    assert!(gone.to_string().contains("the port is gone"), "{gone}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ports_that_cannot_be_opened_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("ttyNONE");
    let missing = Port::parse(missing.to_str().expect("a name")).expect("a port");
    let error = refusal(&missing).await;
    assert!(
        matches!(error, ConnectError::Port(PortError::Missing { .. })),
        "{error:?}"
    );
    assert_eq!(error.exit_code(), 3);
    let file = folder.path().join("file");
    std::fs::write(&file, "x").expect("a file");
    let file = Port::parse(file.to_str().expect("a name")).expect("a port");
    assert!(
        refusal(&file)
            .await
            .to_string()
            .contains("not a serial port")
    );
    let refused = refusal(&Port::Tcp("127.0.0.1:1".to_string())).await;
    assert_eq!(refused.exit_code(), 3);
}
