//! A board and a hand-driven host.
#![allow(unreachable_pub, reason = "included from several tests")]
#![allow(dead_code, reason = "no test uses all of it")]

use crate::board::{Bench, session, streams};
use protocol::commands::encode_request;
use protocol::console::Streams;
use protocol::control::{Hello, ToBoard, ToHost, Welcome};
use protocol::session::{Session, Signals};
use protocol::{Command, Decoder, Header, Kind, Received};
use std::cell::RefCell;

/// A board and a hand-driven host.
pub struct Rig {
    pub session: Session<'static>,
    pub streams: RefCell<Streams<'static>>,
    pub bench: Bench,
    pub now: u64,
    pub tag: u8,
    pub ack: u16,
}

impl Rig {
    pub fn new() -> Rig {
        let mut rig = Rig {
            session: session(77, 256, 256),
            streams: streams(256, 32),
            bench: Bench::new(77),
            now: 0,
            tag: 0,
            ack: 0,
        };
        assert_eq!(
            rig.control(),
            vec![ToHost::Started { boot_nonce: 77 }],
            "a board says that it has started"
        );
        rig
    }

    pub fn attached() -> Rig {
        let mut rig = Rig::new();
        rig.hello(1);
        rig
    }

    pub fn send(&mut self, kind: Kind, seq: u8, body: &[u8]) -> Signals {
        let header = Header {
            kind,
            session: self.tag,
            seq,
            ack: self.ack,
        };
        let mut buffer = [0; 600];
        let len = protocol::frame::encode(header, body, &mut buffer).unwrap();
        self.session
            .receive(&buffer[..len], self.now, &self.streams, &mut self.bench)
    }

    pub fn tell(&mut self, message: ToBoard) -> Signals {
        self.send(Kind::HostControl, 0, &to_vec(&message))
    }

    pub fn ask<C: Command>(&mut self, seq: u8, request: &C::Request<'_>) -> Signals {
        let mut body = [0; 500];
        let body = encode_request::<C>(request, &mut body).unwrap();
        let kind = match C::LANE {
            protocol::Lane::Read => Kind::Read,
            protocol::Lane::Command => Kind::Command,
        };
        self.send(kind, seq, body)
    }

    /// Every frame that the board has to send.
    pub fn frames(&mut self) -> Vec<(Header, Vec<u8>)> {
        let mut found = Vec::new();
        let mut buffer = [0; 256];
        let mut decoder = Decoder::new([0; 256]);
        while let Some(len) =
            self.session
                .transmit(&mut buffer, self.now, &self.streams, &mut self.bench)
        {
            for byte in &buffer[..len] {
                match decoder.push(*byte) {
                    Some(Received::Frame(header, body)) => found.push((header, body.to_vec())),
                    Some(Received::Noise(noise)) => panic!("the board sent noise: {noise:?}"),
                    None => {}
                }
            }
            assert!(found.len() < 1000, "the board never stops");
        }
        found
    }

    pub fn control(&mut self) -> Vec<ToHost> {
        self.frames()
            .iter()
            .filter(|(header, _)| header.kind == Kind::BoardControl)
            .map(|(_, body)| postcard::from_bytes(body).unwrap())
            .collect()
    }

    pub fn hello(&mut self, client: u32) -> Welcome {
        self.tell(ToBoard::Hello(Hello {
            version_min: 1,
            version_max: 9,
            client,
        }));
        for message in self.control() {
            if let ToHost::Welcome(welcome) = message {
                self.tag = welcome.session;
                self.ack = welcome.output_start as u16;
                return welcome;
            }
        }
        panic!("no welcome");
    }

    pub fn print(&mut self, text: &[u8]) -> usize {
        self.streams.borrow_mut().output.write(text)
    }
}

/// A value as postcard.
pub fn to_vec<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut buffer = [0; 300];
    postcard::to_slice(value, &mut buffer).unwrap().to_vec()
}
