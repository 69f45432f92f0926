package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallControlRepository;
import dev.trunkline.calls.CallControls;
import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.RecordingState;
import dev.trunkline.calls.Signal;
import dev.trunkline.calls.TransferState;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.Capabilities;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What an agent does to a call while talking. What holds from now on is committed first, so that every client sees
/// it; then the provider is told, and where it can't do it, that is taken back and said.
@Component
public class CallControlDesk {

    private final Store store;
    private final CallRepository calls;
    private final CallControlRepository controls;
    private final AgentRepository agents;
    private final CampaignRepository campaigns;
    private final LaunchRepository launches;
    private final Providers providers;
    private final CallDesk desk;
    private final ConnectDesk connect;
    private final ProviderDesk provider;

    CallControlDesk(
            Store store,
            CallRepository calls,
            CallControlRepository controls,
            AgentRepository agents,
            CampaignRepository campaigns,
            LaunchRepository launches,
            Providers providers,
            CallDesk desk,
            ConnectDesk connect,
            ProviderDesk provider) {
        this.store = store;
        this.calls = calls;
        this.controls = controls;
        this.agents = agents;
        this.campaigns = campaigns;
        this.launches = launches;
        this.providers = providers;
        this.desk = desk;
        this.connect = connect;
        this.provider = provider;
    }

    /// A change of a call that is on.
    ///
    /// @param ability what the provider must be able to do
    /// @param to what holds afterwards; equal to what holds now: nothing is done
    private record Step(
            CallAction action, Predicate<Capabilities> ability, CallControls to, CallEventType event, String detail) {}

    @FunctionalInterface
    private interface Plan {
        Step of(Call call);
    }

    public void hold(OrganizationId organization, CallId id, boolean on) {
        change(
                organization,
                id,
                call -> new Step(
                        on ? new CallAction.Hold() : new CallAction.Resume(),
                        Capabilities::hold,
                        call.controls().held(on),
                        on ? CallEventType.HELD : CallEventType.RESUMED,
                        ""));
    }

    public void mute(OrganizationId organization, CallId id, boolean on) {
        change(
                organization,
                id,
                call -> new Step(
                        on ? new CallAction.Mute() : new CallAction.Unmute(),
                        Capabilities::mute,
                        call.controls().muted(on),
                        on ? CallEventType.MUTED : CallEventType.UNMUTED,
                        ""));
    }

    public void sendDigits(OrganizationId organization, CallId id, String digits) {
        Order.Control order = store.engine(organization, () -> {
            Call call = talking(organization, id);
            require(call, Capabilities::dtmf, "send digits");
            // Digits may be a card number: how many is enough for the log.
            calls.log(
                    organization,
                    call,
                    CallLine.byHand(CallEventType.DTMF_SENT, launches.now(), digits.length() + " digits"));
            return order(organization, call, new CallAction.SendDigits(digits));
        });
        provider.carryOut(order);
    }

    public enum Recording {
        START,
        PAUSE,
        RESUME,
        STOP
    }

    public void record(OrganizationId organization, CallId id, Recording wanted) {
        change(organization, id, call -> recordStep(call, wanted));
    }

    private static Step recordStep(Call call, Recording wanted) {
        RecordingState is = call.controls().recording();
        boolean on = is == RecordingState.RECORDING || is == RecordingState.PAUSED;
        if (wanted != Recording.START && !on) {
            throw Problem.notInState("This call is not being recorded. Start the recording first.");
        }
        return switch (wanted) {
            case START -> recordStep(call, new CallAction.StartRecording(), RecordingState.RECORDING, is);
            case PAUSE -> recordStep(call, new CallAction.PauseRecording(), RecordingState.PAUSED, is);
            case RESUME -> recordStep(call, new CallAction.ResumeRecording(), RecordingState.RECORDING, is);
            case STOP -> recordStep(call, new CallAction.StopRecording(), RecordingState.STOPPED, is);
        };
    }

    private static Step recordStep(Call call, CallAction action, RecordingState to, RecordingState is) {
        CallEventType event = switch (to) {
            case PAUSED -> CallEventType.RECORDING_PAUSED;
            case STOPPED -> CallEventType.RECORDING_STOPPED;
            case RECORDING, NONE ->
                is == RecordingState.PAUSED ? CallEventType.RECORDING_RESUMED : CallEventType.RECORDING_STARTED;
        };
        CallAction meant = action instanceof CallAction.StartRecording && is == RecordingState.PAUSED
                ? new CallAction.ResumeRecording()
                : action;
        return new Step(meant, Capabilities::recording, call.controls().recording(to), event, "");
    }

    /// The customer goes to somebody else; the agent wraps up.
    public void transfer(OrganizationId organization, CallId id, String to) {
        handOver(
                organization,
                id,
                call -> new Step(
                        new CallAction.Transfer(to, call.from()),
                        Capabilities::transfer,
                        call.controls().held(false).transfer(TransferState.TRANSFERRED, to),
                        CallEventType.TRANSFERRED,
                        "to " + to));
    }

    /// The agent talks to somebody else first; the customer waits.
    public void consult(OrganizationId organization, CallId id, String to) {
        change(organization, id, call -> {
            if (call.controls().transfer() == TransferState.CONSULTING) {
                throw Problem.notInState("You are talking to " + call.controls().transferTo()
                        + " already. Complete or cancel that transfer first.");
            }
            return new Step(
                    new CallAction.Consult(to, call.from()),
                    Capabilities::warmTransfer,
                    call.controls().held(true).transfer(TransferState.CONSULTING, to),
                    CallEventType.TRANSFER_STARTED,
                    "asking " + to);
        });
    }

    public void completeTransfer(OrganizationId organization, CallId id) {
        handOver(organization, id, call -> {
            requireConsulting(call);
            String to = call.controls().transferTo();
            return new Step(
                    new CallAction.CompleteTransfer(),
                    Capabilities::warmTransfer,
                    call.controls().held(false).transfer(TransferState.TRANSFERRED, to),
                    CallEventType.TRANSFERRED,
                    "to " + to);
        });
    }

    public void cancelTransfer(OrganizationId organization, CallId id) {
        change(organization, id, call -> {
            requireConsulting(call);
            return new Step(
                    new CallAction.CancelTransfer(),
                    Capabilities::warmTransfer,
                    call.controls().held(false).transfer(TransferState.NONE, null),
                    CallEventType.TRANSFER_CANCELED,
                    "");
        });
    }

    private static void requireConsulting(Call call) {
        if (call.controls().transfer() != TransferState.CONSULTING) {
            throw Problem.notInState("There is no transfer to complete or cancel. Start one with a number to call.");
        }
    }

    /// Leaves the message to a machine and gives the agent the next call at once.
    public void dropVoicemail(OrganizationId organization, CallId id, @Nullable String messageId) {
        Call call = store.engine(organization, () -> {
            Call found = talking(organization, id);
            require(found, Capabilities::playMessage, "leave a message");
            return found;
        });
        Instant now = store.engine(organization, launches::now);
        desk.accept(organization, id, new Signal.AnswerCorrected(now, AnswerType.MACHINE), EventSource.MANUAL, null);
        provider.carryOut(List.of(new Order.Play(
                call.provider(),
                CallDesk.ref(organization, call),
                new Announcement(Announcement.Kind.VOICEMAIL, messageId, null))));
    }

    private void change(OrganizationId organization, CallId id, Plan plan) {
        carryOut(organization, id, store.engine(organization, () -> commit(organization, id, plan)));
    }

    /// The same with the agent's row, because the agent leaves the call by it.
    private void handOver(OrganizationId organization, CallId id, Plan plan) {
        Done done = store.engine(organization, () -> {
            Call peek = calls.find(organization, id).orElseThrow(() -> Problem.notFound("call"));
            Agent agent = peek.userId() == null ? null : agents.lock(organization, peek.userId());
            Done committed = commit(organization, id, plan);
            if (committed != null && agent != null && id.equals(agent.callId())) {
                Campaign campaign = peek.campaignId() == null
                        ? null
                        : campaigns.find(organization, peek.campaignId()).orElse(null);
                connect.wrapUp(
                        organization,
                        agent,
                        committed.was,
                        campaign == null ? null : campaign.wrapUpSeconds(),
                        launches.now());
            }
            return committed;
        });
        carryOut(organization, id, done);
    }

    /// What was committed, and what the call was before.
    private record Done(Call was, Order.Control order) {}

    private @Nullable Done commit(OrganizationId organization, CallId id, Plan plan) {
        Call call = talking(organization, id);
        Step step = plan.of(call);
        require(call, step.ability(), "do this");
        if (step.to().equals(call.controls())) {
            return null;
        }
        controls.set(organization, id, step.to());
        calls.log(organization, call, CallLine.byHand(step.event(), launches.now(), step.detail()));
        return new Done(call, order(organization, call, step.action()));
    }

    private void carryOut(OrganizationId organization, CallId id, @Nullable Done done) {
        if (done == null) {
            return;
        }
        try {
            provider.carryOut(done.order);
        } catch (Problem problem) {
            store.engine(organization, () -> {
                Call call = calls.lock(organization, id).orElseThrow();
                // An agent who has left the call for good can't be put back on it; the customer's line says what
                // became.
                if (call.isLive() && call.controls().transfer() != TransferState.TRANSFERRED) {
                    controls.set(organization, id, done.was.controls());
                }
                calls.log(
                        organization,
                        call,
                        CallLine.ours(CallEventType.CONTROL_FAILED, launches.now(), problem.detail()));
            });
            throw problem;
        }
    }

    private Order.Control order(OrganizationId organization, Call call, CallAction action) {
        var agent = new AgentLeg(java.util.Objects.requireNonNull(call.userId()), call.agentLegId());
        return new Order.Control(call.provider(), CallDesk.ref(organization, call), agent, action);
    }

    /// The locked row of a call that an agent is talking on.
    private Call talking(OrganizationId organization, CallId id) {
        Call call = calls.lock(organization, id).orElseThrow(() -> Problem.notFound("call"));
        if (!call.isLive()) {
            throw Problem.notInState("This call has ended already.");
        }
        if (call.controls().transfer() == TransferState.TRANSFERRED) {
            throw Problem.notInState(
                    "This call was transferred to " + call.controls().transferTo() + ".");
        }
        if (call.status() != CallStatus.IN_PROGRESS || !call.isConnected() || call.userId() == null) {
            throw Problem.notInState("Nobody talks on this call yet; it is " + call.status() + ".");
        }
        return call;
    }

    private void require(Call call, Predicate<Capabilities> ability, String what) {
        if (!ability.test(providers.get(call.provider()).capabilities())) {
            throw Problem.of(409, "not-supported", "The provider of this call can't " + what + ".");
        }
    }
}
