/// CSV as it is found in the world: which encoding and delimiter a file has, its rows, and rows written so that no
/// spreadsheet runs them. Knows nothing of leads; what columns mean is told in `leads`.
/// Why no library does this: docs/decisions/0005.
@NullMarked
package dev.trunkline.csv;

import org.jspecify.annotations.NullMarked;
