/// The way to PostgreSQL: three pools, one transaction at a time, always inside one organization.
/// Repositories take a JdbcClient from here and never open a connection themselves.
@NullMarked
package dev.trunkline.store;

import org.jspecify.annotations.NullMarked;
