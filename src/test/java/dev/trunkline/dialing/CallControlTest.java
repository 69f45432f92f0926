package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CallView;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.RecordingState;
import dev.trunkline.calls.Signal;
import dev.trunkline.calls.TransferState;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What agents do to a call while talking.
class CallControlTest {

    private TestDatabase database;
    private final HandCarrier carrier = new HandCarrier();
    private Floor floor;
    private OrganizationId organization;
    private UserId agent;
    private CallControlDesk desk;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        floor = carrier.floor(database);
        organization = floor.business(database, "{}");
        desk = floor.get(CallControlDesk.class);
    }

    @AfterEach
    void close() {
        floor.close();
        database.close();
    }

    @Test
    void hold_and_mute_show_at_every_client_and_ask_the_carrier_once() {
        CallId call = talk();
        desk.hold(organization, call, true);
        desk.hold(organization, call, true);
        desk.mute(organization, call, true);
        assertThat(view(call).held()).isTrue();
        assertThat(view(call).muted()).isTrue();
        desk.hold(organization, call, false);
        desk.mute(organization, call, false);
        assertThat(view(call).held()).isFalse();
        assertThat(view(call).muted()).isFalse();
        assertThat(carrier.asked).containsOnlyOnce("Hold " + call, "Resume " + call, "Mute " + call, "Unmute " + call);
        assertThat(events(call)).containsSubsequence("HELD", "MUTED", "RESUMED", "UNMUTED");
    }

    @Test
    void what_the_carrier_can_not_do_is_taken_back_and_said() {
        CallId call = talk();
        carrier.broken = true;
        assertThatThrownBy(() -> desk.hold(organization, call, true))
                .isInstanceOf(Problem.class)
                .hasMessage("The carrier is away.");
        assertThat(view(call).held()).isFalse();
        assertThat(events(call)).containsSubsequence("HELD", "CONTROL_FAILED");
    }

    @Test
    void nothing_is_done_to_a_call_that_nobody_talks_on() {
        CallId ringing = dial();
        assertNotInState(() -> desk.hold(organization, ringing, true), "Nobody talks on this call yet");
        CallId call = talk(ringing);
        hangUp(call);
        assertNotInState(() -> desk.mute(organization, call, true), "This call has ended already.");
    }

    @Test
    void digits_are_sent_and_their_number_is_logged_but_not_they() {
        CallId call = talk();
        desk.sendDigits(organization, call, "4111#");
        assertThat(carrier.asked).contains("SendDigits " + call);
        assertThat(floor.one(organization, String.class, "SELECT details FROM call_event WHERE event = 'DTMF_SENT'"))
                .isEqualTo("5 digits");
    }

    @Test
    void a_recording_is_started_paused_resumed_and_stopped() {
        CallId call = talk();
        assertNotInState(() -> desk.record(organization, call, CallControlDesk.Recording.PAUSE), "not being recorded");
        desk.record(organization, call, CallControlDesk.Recording.START);
        desk.record(organization, call, CallControlDesk.Recording.PAUSE);
        assertThat(view(call).recordingState()).isEqualTo(RecordingState.PAUSED);
        desk.record(organization, call, CallControlDesk.Recording.RESUME);
        assertThat(view(call).recordingState()).isEqualTo(RecordingState.RECORDING);
        desk.record(organization, call, CallControlDesk.Recording.STOP);
        assertThat(view(call).recordingState()).isEqualTo(RecordingState.STOPPED);
        assertThat(events(call))
                .containsSubsequence("RECORDING_STARTED", "RECORDING_PAUSED", "RECORDING_RESUMED", "RECORDING_STOPPED");
    }

    @Test
    void a_recording_that_comes_after_the_end_is_kept_once() {
        CallId call = talk();
        hangUp(call);
        carrier.tell(floor, organization, call, new Signal.RecordingReady(Instant.now(), "RE1", "there", 12.5));
        carrier.tell(floor, organization, call, new Signal.RecordingReady(Instant.now(), "RE1", "there", 12.5));
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM recording"))
                .isEqualTo(1);
        assertThat(view(call).recordingIds()).hasSize(1);
        assertThat(view(call).status()).isEqualTo(CallStatus.COMPLETED);
    }

    @Test
    void a_blind_transfer_frees_the_agent_while_the_customer_talks_on() {
        CallId call = talk();
        desk.transfer(organization, call, "+12025550177");
        assertThat(agentNow().status()).isEqualTo(AgentStatus.WRAP_UP);
        assertThat(view(call).transferState()).isEqualTo(TransferState.TRANSFERRED);
        assertThat(view(call).status()).isEqualTo(CallStatus.IN_PROGRESS);
        assertNotInState(() -> desk.hold(organization, call, true), "was transferred to +12025550177");
        floor.get(DispositionDesk.class)
                .dispose(organization, new DispositionDesk.Said(call, "connected", null, null, agent));
        assertThat(agentNow().status()).isEqualTo(AgentStatus.AVAILABLE);
        CallId next = HandCarrier.placed(floor, organization, 2).getLast();
        talk(next);
        assertThat(agentNow().callId()).isEqualTo(next);
        hangUp(call);
        assertThat(agentNow().callId()).isEqualTo(next);
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void a_warm_transfer_is_completed_or_canceled() {
        CallId call = talk();
        assertNotInState(() -> desk.completeTransfer(organization, call), "There is no transfer");
        desk.consult(organization, call, "+12025550177");
        assertThat(view(call).held()).isTrue();
        assertThat(view(call).transferState()).isEqualTo(TransferState.CONSULTING);
        desk.cancelTransfer(organization, call);
        assertThat(view(call).held()).isFalse();
        assertThat(agentNow().status()).isEqualTo(AgentStatus.ON_CALL);
        desk.consult(organization, call, "+12025550178");
        desk.completeTransfer(organization, call);
        assertThat(agentNow().status()).isEqualTo(AgentStatus.WRAP_UP);
        assertThat(view(call).transferTo()).isEqualTo("+12025550178");
        hangUp(call);
        assertThat(agentNow().status()).isEqualTo(AgentStatus.WRAP_UP);
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void a_voicemail_drop_leaves_the_message_and_the_agent_moves_on_at_once() {
        CallId call = talk();
        desk.dropVoicemail(organization, call, null);
        Awaitility.await().until(() -> carrier.asked.contains("play " + call));
        assertThat(agentNow().status()).isEqualTo(AgentStatus.AVAILABLE);
        assertThat(view(call).status()).isEqualTo(CallStatus.VOICEMAIL_DETECTED);
        CallId next = talk(HandCarrier.placed(floor, organization, 2).getLast());
        assertThat(agentNow().callId()).isEqualTo(next);
        carrier.tell(floor, organization, call, new Signal.MessageStarted(Instant.now()));
        hangUp(call);
        assertThat(view(call).outcome()).isEqualTo("voicemail");
        assertThat(agentNow().callId()).isEqualTo(next);
        Invariants.assertAlways(floor.store, organization);
    }

    private static void assertNotInState(org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String why) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("not-in-state"))
                .hasMessageContaining(why);
    }

    private CallId dial() {
        agent = floor.user(organization, "Ada");
        var numbers = List.of(floor.number(organization, "+12025550100"));
        var campaign = floor.campaign(
                organization,
                CampaignMode.POWER,
                floor.leads(organization, 3),
                s -> s.busyLine(BusyLinePolicy.CANCEL_RINGING));
        floor.get(ControlDesk.class).start(organization, campaign);
        var session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, agent, campaign, null, CampaignMode.POWER, 1, numbers));
        floor.get(ControlDesk.class).startSession(organization, session);
        return HandCarrier.placed(floor, organization, 1).getFirst();
    }

    private CallId talk() {
        return talk(dial());
    }

    private CallId talk(CallId call) {
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        Awaitility.await().until(() -> carrier.asked.contains("join " + call));
        carrier.tell(floor, organization, call, new Signal.AgentJoined(Instant.now()));
        return call;
    }

    private void hangUp(CallId call) {
        carrier.tell(
                floor,
                organization,
                call,
                new Signal.Ended(Instant.now(), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, null, ""));
    }

    private Agent agentNow() {
        return floor.store
                .engine(organization, () -> floor.get(AgentRepository.class).find(organization, agent))
                .orElseThrow();
    }

    private CallView view(CallId call) {
        return floor.store
                .engine(organization, () -> floor.get(CallViewRepository.class).view(organization, call))
                .orElseThrow();
    }

    private List<String> events(CallId call) {
        return floor
                .store
                .engine(organization, () -> floor.get(CallViewRepository.class).events(organization, call))
                .stream()
                .map(event -> event.event().name())
                .toList();
    }
}
