/// Appointments to call a lead again: kept, moved, told about when they are due, handed over when their agent is away.
/// Dialing them is `dialing`'s, which finds them as entries of the queue that wait for their time.
@NullMarked
package dev.trunkline.callbacks;

import org.jspecify.annotations.NullMarked;
