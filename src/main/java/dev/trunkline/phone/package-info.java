/// Phone numbers and the time zones where they may ring: parsing to E.164, the kind of number, and which zones a
/// number, an address or a stated zone allow. Pure words over libphonenumber and three tables beside this package.
/// Whether a call is allowed now is not decided here but in `compliance`.
@NullMarked
package dev.trunkline.phone;

import org.jspecify.annotations.NullMarked;
