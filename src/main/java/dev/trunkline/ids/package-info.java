/// One-field records, so that a lead can never stand where a call belongs.
/// A row is named by its organization and its own ID together; every ID here is a UUID v7 made by PostgreSQL.
@NullMarked
package dev.trunkline.ids;

import org.jspecify.annotations.NullMarked;
