package dev.trunkline.access;

import dev.trunkline.ids.UserId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who sees which object of their organization: one table for every GET and for the event stream.
///
/// | kind | supervisor and above | agent |
/// | --- | --- | --- |
/// | call, agent, session, import, recording | all | their own |
/// | campaign, queue | all | their own, those that name them, those open to any agent |
/// | notice | to them or to everybody | to them or to everybody |
public final class Visibility {

    /// What the table must know of an object.
    ///
    /// @param owner whose it is (the agent of a call, who a notice is for); null while it is nobody's
    /// @param agents who may work its campaign, empty for any agent; null where that opens it to nobody
    public record Facts(@Nullable UserId owner, @Nullable Set<UserId> agents) {

        public static Facts ownedBy(@Nullable UserId owner) {
            return new Facts(owner, null);
        }

        /// `agents` as in a campaign's `agentIds`: empty means any agent of the organization.
        public static Facts workedBy(Set<UserId> agents) {
            return new Facts(null, Set.copyOf(agents));
        }
    }

    private Visibility() {}

    public static boolean sees(Caller caller, ObjectKind kind, Facts facts) {
        boolean own = caller.user().equals(facts.owner());
        return switch (kind) {
            case CALL, AGENT, SESSION, IMPORT, RECORDING -> own || caller.seesAll();
            case CAMPAIGN, QUEUE -> own || caller.seesAll() || mayWork(caller, facts.agents());
            case NOTICE -> own || facts.owner() == null;
        };
    }

    private static boolean mayWork(Caller caller, @Nullable Set<UserId> agents) {
        return agents != null && (agents.isEmpty() || agents.contains(caller.user()));
    }
}
