/// The port: what the engine asks of a provider and what it hears back, in our words.
/// One folder a vendor below it; vendor words never travel inward.
@NullMarked
package dev.trunkline.telephony;

import org.jspecify.annotations.NullMarked;
