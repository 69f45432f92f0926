/// Tests of the embedded PostgreSQL, with real processes that are really killed.
@NullMarked
package dev.trunkline.embedded;

import org.jspecify.annotations.NullMarked;
