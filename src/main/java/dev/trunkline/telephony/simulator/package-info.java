/// The simulated carrier: calls drawn from a seed, kept in a table, told to the engine like any provider's webhooks.
/// What the engine makes of them is not its business; it knows leads and campaigns only as numbers and call IDs.
@NullMarked
package dev.trunkline.telephony.simulator;

import org.jspecify.annotations.NullMarked;
