/// How many calls to place now, and why: learnt laws, the abandon budget, the decision, and the pipe of
/// `./trunkline pacing`.
/// Not here: who is called, by which line, and anything that reads a clock, a database or a network. Times are
/// seconds in a `double`, rates are fractions from 0 to 1.
@NullMarked
package dev.trunkline.pacing;

import org.jspecify.annotations.NullMarked;
