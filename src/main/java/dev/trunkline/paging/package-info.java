/// How long answers are cut in pages: `?cursor=&limit=`, answered by `{items, nextCursor}`.
/// A cursor is opaque to clients; here it is the text of the last row's sort key.
@NullMarked
package dev.trunkline.paging;

import org.jspecify.annotations.NullMarked;
