/// A call: its state machine, its clocks, its log. Pure but for CallRepository and CallApi.
/// Which call is placed when, and who takes it, is decided in `dialing`.
@NullMarked
package dev.trunkline.calls;

import org.jspecify.annotations.NullMarked;
