/// What somebody is told in passing: a toast on the screen, not an object to fetch again.
/// Notices are rows of the change log, so they appear only if what they tell of was committed.
/// How they reach a browser lives in `live`.
@NullMarked
package dev.trunkline.notices;

import org.jspecify.annotations.NullMarked;
