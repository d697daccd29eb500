//! Speed and size as ratios and instruction counts.
