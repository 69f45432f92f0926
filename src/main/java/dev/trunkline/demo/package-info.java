/// A small company to look at: leads, numbers, agents who answer, campaigns that run. Only with `./trunkline demo`,
/// only on the simulator. Its agents are scripted people; they use the same desks as real ones.
@NullMarked
package dev.trunkline.demo;

import org.jspecify.annotations.NullMarked;
