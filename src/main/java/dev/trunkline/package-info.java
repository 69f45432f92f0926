@NullMarked
package dev.trunkline;

import org.jspecify.annotations.NullMarked;
