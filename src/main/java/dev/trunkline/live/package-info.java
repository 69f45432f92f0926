/// What browsers and scripts are shown: `GET /api/events`, pushed from committed rows of the change log.
/// The log is read by every node for all organizations; objects are loaded when they are pushed.
/// Which rows are logged is said in SQL; how an object is fetched is said by its owner (`LiveKind`).
@NullMarked
package dev.trunkline.live;

import org.jspecify.annotations.NullMarked;
