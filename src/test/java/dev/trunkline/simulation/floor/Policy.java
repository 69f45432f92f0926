package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import java.util.List;

/// Decides how many calls to place; [#cancel] names ringing calls to give up.
public interface Policy {

    int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned);

    /// Indexes into the floor's ringing calls that the last decision gave up.
    default List<Integer> cancel() {
        return List.of();
    }

    /// One line per free agent.
    static Policy progressive() {
        return (floor, events, answered, abandoned) ->
                Math.max(0, floor.free() - floor.waiting() - floor.ringing().size());
    }

    /// A fixed number of lines per free agent.
    static Policy ratio(double lines) {
        return (floor, events, answered, abandoned) -> Math.max(
                0,
                (int) Math.round(lines * (floor.free() - floor.waiting()))
                        - floor.ringing().size());
    }
}
