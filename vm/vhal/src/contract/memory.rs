//! Flash.

use super::{Rig, Verdict, good, hold};
use crate::{Error, Flash, Sector};

/// The most bytes of a write unit that the checks have room for.
const ROOM: usize = 64;

/// The flash, a sector that may be erased, and the write unit.
fn scratch(rig: &Rig) -> Result<Option<(&'static dyn Flash, Sector, usize)>, &'static str> {
    let (Some(flash), Some(offset)) = (rig.board.flash, rig.flash) else {
        return Ok(None);
    };
    let sector = flash
        .sector(offset)
        .ok_or("the rig's offset is beyond the flash")?;
    let unit = flash.write_unit() as usize;
    hold(
        unit.is_power_of_two() && unit <= ROOM,
        "a write unit that cannot be",
    )?;
    hold(
        sector.length as usize >= 2 * unit && sector.start <= offset,
        "a sector that does not hold its offset",
    )?;
    Ok(Some((flash, sector, unit)))
}

pub(super) fn flash(rig: &Rig) -> Verdict {
    let Some((flash, sector, unit)) = scratch(rig)? else {
        return Ok(());
    };
    let mut buffer = [0; ROOM];
    let buffer = buffer
        .get_mut(..unit)
        .ok_or("a write unit that cannot be")?;
    good(flash.erase(sector.start), "a sector cannot be erased")?;
    let mut offset = sector.start;
    while offset < sector.start + sector.length {
        good(flash.read(offset, buffer), "flash cannot be read")?;
        hold(
            buffer.iter().all(|byte| *byte == 0xff),
            "an erased byte is not 0xFF",
        )?;
        offset += unit as u32;
    }
    let pattern = [0x5a_u8; ROOM];
    let pattern = pattern.get(..unit).ok_or("a write unit that cannot be")?;
    let second = sector.start + unit as u32;
    good(
        flash.write(second, pattern),
        "erased flash cannot be written",
    )?;
    good(flash.read(second, buffer), "flash cannot be read")?;
    hold(buffer == pattern, "flash does not read as it was written")?;
    good(flash.read(sector.start, buffer), "flash cannot be read")?;
    hold(
        buffer.iter().all(|byte| *byte == 0xff),
        "a write reached beyond its unit",
    )?;
    good(
        flash.erase(sector.start),
        "a written sector cannot be erased",
    )?;
    good(flash.read(second, buffer), "flash cannot be read")?;
    hold(
        buffer.iter().all(|byte| *byte == 0xff),
        "an erase left something",
    )
}

pub(super) fn flash_refuses(rig: &Rig) -> Verdict {
    let Some((flash, sector, unit)) = scratch(rig)? else {
        return Ok(());
    };
    let refused = Err(Error::Argument);
    let zeros = [0; 2 * ROOM];
    let one = zeros.get(..unit).ok_or("a write unit that cannot be")?;
    let end = flash.size();
    hold(
        flash.sector(end).is_none(),
        "there is a sector beyond the end",
    )?;
    hold(
        flash.erase(end) == refused,
        "a sector beyond the end was erased",
    )?;
    hold(
        flash.erase(sector.start + 1) == refused,
        "an erase in the middle of a sector was begun",
    )?;
    hold(
        flash.write(end, one) == refused,
        "a write beyond the end was begun",
    )?;
    hold(
        flash.read(end - 1, &mut [0; 2]) == refused,
        "a read beyond the end was done",
    )?;
    if unit > 1 {
        hold(
            flash.write(sector.start + 1, one) == refused,
            "a write that is not aligned was begun",
        )?;
        let short = one.get(1..).unwrap_or_default();
        hold(
            flash.write(sector.start, short) == refused,
            "a write of half a unit was begun",
        )?;
    }
    Ok(())
}
