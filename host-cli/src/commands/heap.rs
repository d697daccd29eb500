//! `zshell heap`: what is in the heap.

use super::Command;
use super::gc::heap_line;
use crate::console::Symbols;
use crate::context::{Context, Fallback};
use crate::failure::Failure;
use crate::quantity::grouped;
use clap::Args;
use protocol::image::{Held, ImageKind, ImageRow, Target};
use protocol::memory::{CensusRow, MapRow, MapState};
use serde::Serialize;

/// Show what is in the heap
///
/// Without an option: its size in one line, and the images in it with what keeps them.
#[derive(Args, Debug)]
pub struct Heap {
    /// Live objects by type, the most bytes first.
    #[arg(long)]
    by_type: bool,
    /// The blocks in order of address.
    #[arg(long, conflicts_with = "by_type")]
    map: bool,
}

impl Command for Heap {
    async fn run(self, context: &mut Context) -> Result<(), Failure> {
        context.board(Fallback::None).await?;
        if self.by_type {
            census(context).await
        } else if self.map {
            map(context).await
        } else {
            summary(context).await
        }
    }
}

async fn summary(context: &mut Context) -> Result<(), Failure> {
    let output = context.output;
    let device = &context.board(Fallback::None).await?.device;
    let statistics = device.gc_statistics().await?;
    let images = device.images(Target::Ram).await?;
    if output.json {
        for row in &images {
            output.object(&ImageRecord::new(row))?;
        }
        return Ok(());
    }
    output.line(&heap_line(&statistics))?;
    for row in &images {
        output.line(&image_line(row))?;
    }
    Ok(())
}

async fn census(context: &mut Context) -> Result<(), Failure> {
    let output = context.output;
    let mut rows = context
        .board(Fallback::None)
        .await?
        .device
        .heap_census()
        .await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.bytes));
    let symbols = context.symbols();
    if output.json {
        for row in &rows {
            output.object(&CensusRecord {
                type_name: type_name(row, symbols),
                objects: row.count,
                bytes: row.bytes,
            })?;
        }
        return Ok(());
    }
    output.line("type                  objects      bytes")?;
    for row in &rows {
        output.line(&format!(
            "{:<20}  {:>7}  {:>9}",
            type_name(row, symbols),
            grouped(row.count.into()),
            grouped(row.bytes.into())
        ))?;
    }
    Ok(())
}

async fn map(context: &mut Context) -> Result<(), Failure> {
    let output = context.output;
    let rows = context
        .board(Fallback::None)
        .await?
        .device
        .heap_map()
        .await?;
    let mut at = 0;
    for row in &rows {
        if output.json {
            output.object(&MapRecord::new(at, row))?;
        } else {
            output.line(&map_line(at, row))?;
        }
        at += row.bytes;
    }
    Ok(())
}

fn type_name(row: &CensusRow, symbols: &dyn Symbols) -> String {
    if let Some(name) = row.class_name.and_then(|name| symbols.name(name)) {
        return name;
    }
    match bytecode::kind::Kind::from_number(row.kind) {
        Some(kind) => kind.type_name().to_owned(),
        None => format!("kind {}", row.kind),
    }
}

fn state(state: MapState) -> &'static str {
    match state {
        MapState::Free => "free",
        MapState::Used => "used",
        MapState::Pinned => "pinned",
        MapState::Image => "image",
    }
}

fn map_line(at: u32, row: &MapRow) -> String {
    let plural = if row.blocks == 1 { "" } else { "s" };
    format!(
        "{at:>8}  {:<6}  {:>9} B in {} block{plural}",
        state(row.state),
        grouped(row.bytes.into()),
        row.blocks
    )
}

fn kind(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Program => "program",
        ImageKind::Extension => "extension",
        ImageKind::Patch => "patch",
        ImageKind::Fragment => "fragment",
    }
}

fn held(held: Held) -> &'static str {
    match held {
        Held::Installed => "installed",
        Held::InUse => "replaced, in use",
        Held::Stored => "stored",
        Held::Boots => "starts at power-up",
    }
}

fn image_line(row: &ImageRow) -> String {
    let frames = match row.frames {
        0 => String::new(),
        1 => " · 1 frame runs in it".to_owned(),
        n => format!(" · {n} frames run in it"),
    };
    format!(
        "image {:>3}  {:<9}  {:>7} B  {:08x}  {}{frames}",
        row.serial,
        kind(row.kind),
        grouped(row.len.into()),
        row.hash,
        held(row.held),
    )
}

#[derive(Serialize)]
struct CensusRecord {
    #[serde(rename = "type")]
    type_name: String,
    objects: u32,
    bytes: u32,
}

#[derive(Serialize)]
struct MapRecord {
    offset_bytes: u32,
    state: &'static str,
    blocks: u16,
    bytes: u32,
}

impl MapRecord {
    fn new(at: u32, row: &MapRow) -> MapRecord {
        MapRecord {
            offset_bytes: at,
            state: state(row.state),
            blocks: row.blocks,
            bytes: row.bytes,
        }
    }
}

#[derive(Serialize)]
struct ImageRecord {
    image: u16,
    kind: &'static str,
    hash: String,
    bytes: u32,
    held: &'static str,
    frames: u16,
}

impl ImageRecord {
    fn new(row: &ImageRow) -> ImageRecord {
        ImageRecord {
            image: row.serial,
            kind: kind(row.kind),
            hash: format!("{:08x}", row.hash),
            bytes: row.len,
            held: held(row.held),
            frames: row.frames,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbols::BuiltIn;

    #[test]
    fn types_have_the_names_programmers_know() {
        let row = |kind, class_name| CensusRow {
            kind,
            class_name,
            count: 1,
            bytes: 16,
        };
        assert_eq!(type_name(&row(9, None), &BuiltIn), "list");
        assert_eq!(type_name(&row(250, None), &BuiltIn), "kind 250");
    }

    #[test]
    fn images_tell_what_keeps_them() {
        let row = ImageRow {
            serial: 2,
            kind: ImageKind::Fragment,
            hash: 0x9f3a_41c7,
            len: 1_204,
            held: Held::InUse,
            frames: 1,
        };
        assert_eq!(
            image_line(&row),
            "image   2  fragment     1 204 B  9f3a41c7  replaced, in use · 1 frame runs in it"
        );
        let row = MapRow {
            state: MapState::Free,
            blocks: 1,
            bytes: 37_120,
        };
        assert_eq!(
            map_line(3840, &row),
            "    3840  free       37 120 B in 1 block"
        );
    }
}
