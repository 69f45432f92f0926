/// Whether somebody may be called now, and how many may be abandoned: rules as data, decided by pure functions.
/// The facts come from the launch transaction; nothing here is decided when a buffer is filled.
@NullMarked
package dev.trunkline.compliance;

import org.jspecify.annotations.NullMarked;
