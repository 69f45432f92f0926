/// What `./trunkline bench` runs: the paths that have a budget, measured on the real engine over a durable PostgreSQL,
/// each beside a baseline of the same run. Nothing here passes or fails. What needs the inside of a package lies beside
/// that package's tests.
@NullMarked
package dev.trunkline.bench;

import org.jspecify.annotations.NullMarked;
