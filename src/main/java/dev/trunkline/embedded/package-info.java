/// Finds the database: an embedded PostgreSQL that this package unpacks, starts, adopts and stops, or an external one.
/// Also the data directory, because the database is its first tenant.
/// Not here: pools, migrations, SQL of the product.
@NullMarked
package dev.trunkline.embedded;

import org.jspecify.annotations.NullMarked;
