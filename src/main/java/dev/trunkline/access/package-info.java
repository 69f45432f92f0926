/// Who is asking and what a role may do: pure words that every HTTP edge uses.
/// How somebody proves who they are lives in `security`.
@NullMarked
package dev.trunkline.access;

import org.jspecify.annotations.NullMarked;
