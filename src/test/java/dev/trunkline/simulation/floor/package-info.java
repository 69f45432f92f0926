/// A floor of agents and a city of people who may or may not pick up, to develop and guard the pacing.
/// Its distributions are its own; the production laws know nothing of them.
/// Not here: the engine, a database, or the clock of the wall.
@NullMarked
package dev.trunkline.simulation.floor;

import org.jspecify.annotations.NullMarked;
