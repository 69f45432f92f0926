/// What a request is told when it cannot be done: a stable code for the program, a sentence for the person.
/// Thrown by the domain, turned into RFC 9457 problem+json at the edge; never used for bugs.
@NullMarked
package dev.trunkline.problem;

import org.jspecify.annotations.NullMarked;
