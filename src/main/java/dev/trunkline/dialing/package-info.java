/// The engine: facts → decision → claim → launch; answer → agent; end → what comes next.
/// Decisions are the pure *Policy and AfterCall; the desks are their transactions, the loops their clocks.
@NullMarked
package dev.trunkline.dialing;

import org.jspecify.annotations.NullMarked;
