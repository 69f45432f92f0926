/// Who changed what and when, kept for good: the runtime role may only add to it.
/// What is worth an entry is decided by whoever makes the change, in the same transaction.
@NullMarked
package dev.trunkline.audit;

import org.jspecify.annotations.NullMarked;
