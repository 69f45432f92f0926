/// Caller IDs: the numbers an organization may call from.
/// Numbers that are called belong to `phone` and `compliance`.
@NullMarked
package dev.trunkline.numbers;

import org.jspecify.annotations.NullMarked;
