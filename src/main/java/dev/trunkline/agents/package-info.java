/// Agents, their states and their sessions.
/// Which call meets which agent is decided in `dialing`.
@NullMarked
package dev.trunkline.agents;

import org.jspecify.annotations.NullMarked;
