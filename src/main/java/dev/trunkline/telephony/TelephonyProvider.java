package dev.trunkline.telephony;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A translator between the engine and one way of placing calls. It keeps no state that matters; the truth about a
/// call comes back as {@link ProviderEvent}s. Every method may block on the network and is called outside any
/// transaction, on a virtual thread.
public interface TelephonyProvider {

    /// The word in SQL and JSON: `simulator`, `twilio`, …
    String name();

    Capabilities capabilities();

    /// How many calls a second the engine may place for an organization that wishes for `wished`; all nodes share it.
    ///
    /// @param options the organization's wishes in the provider's own words, JSON
    double callsPerSecond(double wished, String options);

    /// How many times faster than life this provider's carrier and customers are: 1 for every real one.
    ///
    /// @param options the organization's wishes in the provider's own words, JSON
    default double timeScale(String options) {
        return 1;
    }

    /// Places one call. Called at most once for an order, whatever comes back; must not retry a request whose
    /// answer was lost, but say {@link OriginateResult.Unknown}.
    OriginateResult originate(Origination order);

    /// Ends the call. Idempotent: a call that has ended, or was never placed, is no error.
    void hangUp(CallRef call);

    /// Ends the call unless somebody has picked up meanwhile: then it goes on, and tells or asks as any answered call.
    default void giveUp(CallRef call) {
        hangUp(call);
    }

    /// Joins the answered customer to the agent's audio; answered by `AgentJoined`. Repeating it changes nothing.
    void connect(CallRef call, AgentLeg agent);

    /// Plays a message to the answered customer, then hangs up; answered by `MessageStarted`, `MessageEnded`, `Ended`.
    void play(CallRef call, Announcement announcement);

    /// Does something to a call that is on. Repeating it changes nothing, and neither does doing it to a call that is
    /// gone.
    ///
    /// @param agent who talks on it
    /// @throws dev.trunkline.problem.Problem when it can't be done; the sentence is for the agent
    void control(CallRef call, AgentLeg agent, CallAction action);

    /// Whether this organization has set it up, so that calls can be placed.
    default boolean isReady(OrganizationId organization) {
        return true;
    }

    /// The variables of the environment that are missing for it to work, where none were entered by an organization.
    default List<String> lacks() {
        return List.of();
    }

    /// Lets an agent's browser carry their audio; empty where there is nothing to carry.
    default Optional<BrowserPhone> browserPhone(OrganizationId organization, UserId agent) {
        return Optional.empty();
    }

    /// What is true of the line that carries an agent's audio.
    default AgentLegState agentLeg(OrganizationId organization, UserId agent, String legId) {
        return AgentLegState.UNKNOWN;
    }

    /// Asks what became of a call, for the reconciler.
    Lookup lookup(CallRef call);

    /// The provider's names of all calls that ring or talk now, by few requests whatever their number: who is not among
    /// them may have ended unheard, and is looked up. Empty: this can't be told.
    default Optional<Set<String>> callsUp(OrganizationId organization) {
        return Optional.empty();
    }

    /// The sound of a recording that `RecordingReady` told of.
    ///
    /// @throws IOException when it can't be had now
    Audio recording(RecordingRef recording) throws IOException;
}
