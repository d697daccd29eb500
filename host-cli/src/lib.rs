//! zshell, the host's side: everything but the command line.
