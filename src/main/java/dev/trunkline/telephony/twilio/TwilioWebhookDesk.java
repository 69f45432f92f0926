package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.telephony.AgentLegEvent;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallDirector;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Directive;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// What Twilio tells and asks. Nothing of a request is believed, and nothing happens, before its signature is right.
final class TwilioWebhookDesk {

    private static final Logger LOG = LoggerFactory.getLogger(TwilioWebhookDesk.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /// How long the news of an answer waits for the question of the same line: about what answering it takes.
    private static final Duration QUESTION_FIRST = Duration.ofMillis(50);

    /// @param twiml null: there is nothing to tell the line
    record Answer(int status, @Nullable String twiml) {

        static final Answer REFUSED = new Answer(403, null);
        static final Answer TOO_LARGE = new Answer(413, null);
        static final Answer TAKEN = new Answer(204, null);

        static Answer of(String twiml) {
            return new Answer(200, twiml);
        }
    }

    private final TwilioAccountRepository accounts;
    private final Secrets secrets;
    private final Callbacks callbacks;
    private final CallDirector director;
    private final Consumer<ProviderEvent> sink;
    private final Consumer<AgentLegEvent> legs;
    private final Executor afterwards;
    private final InstantSource clock;

    /// @param afterwards for what nobody waits for
    TwilioWebhookDesk(
            TwilioAccountRepository accounts,
            Secrets secrets,
            Callbacks callbacks,
            CallDirector director,
            Consumer<ProviderEvent> sink,
            Consumer<AgentLegEvent> legs,
            Executor afterwards,
            InstantSource clock) {
        this.accounts = accounts;
        this.secrets = secrets;
        this.callbacks = callbacks;
        this.director = director;
        this.sink = sink;
        this.legs = legs;
        this.afterwards = afterwards;
        this.clock = clock;
    }

    Answer take(Hook hook) {
        Callback callback = callback(hook);
        if (callback == null || !isGenuine(hook, callback)) {
            return Answer.REFUSED;
        }
        accounts.isAtHome(hook.text("CallSid"), hook.text("AccountSid"));
        switch (hook.kind()) {
            case "voice", "fallback" -> {
                return Answer.of(voice(hook, callback));
            }
            case "status" -> status(hook, callback);
            case "amd" -> detected(hook, callback);
            case "recording" -> recorded(hook, callback);
            case "conference" -> conference(hook, callback);
            default -> throw new IllegalArgumentException("a webhook of no kind: " + hook.kind());
        }
        return Answer.TAKEN;
    }

    /// Does for nobody what is done when somebody answers. What is done for the first time takes a few milliseconds
    /// more, and the first to answer would listen to them.
    void rehearse() {
        var nobody = new Callback(new OrganizationId(UUID.randomUUID()), UUID.randomUUID(), "wait");
        SortedMap<String, List<String>> form = TwilioWebhookFilter.form("CallSid=CA&From=%2B12025550100");
        Hook hook = new Hook("voice", callbacks.voice(nobody), nobody.seal(secrets), "signature", form, true);
        CallRef call = new CallRef(nobody.organization(), nobody.call(), hook.text("CallSid"));
        answered(hook, call);
        Signature.isGenuine("signature", "token", hook.url(), hook.signed());
        take(hook);
        voice(hook, nobody);
        told(hook, nobody, new Directive.Wait());
        customer(nobody, new UserId(nobody.ref()), null);
        for (Announcement.Kind kind : Announcement.Kind.values()) {
            Twiml.say(words(kind, "", spoken(hook.text("From"))), callbacks.voice(nobody.then("played")));
        }
    }

    /// Whom it is about: by our own sealed word, or, for a browser that calls in, by the identity of its token. Both
    /// only choose the key that the signature is checked with.
    private @Nullable Callback callback(Hook hook) {
        if (hook.box() != null) {
            return Callback.open(hook.box(), secrets);
        }
        String from = hook.text("From");
        AccessToken.Identity identity =
                from.startsWith("client:") && hook.kind().matches("voice|fallback|status")
                        ? AccessToken.Identity.of(from.substring("client:".length()))
                        : null;
        return identity == null
                ? null
                : new Callback(identity.organization(), identity.user().value(), "agent");
    }

    /// Each account signs with its own token, also one that places no calls at the moment.
    private boolean isGenuine(Hook hook, Callback callback) {
        String signature = hook.signature();
        return signature != null
                && accounts.all(callback.organization())
                        .named(hook.text("AccountSid"))
                        .filter(account -> Signature.isGenuine(
                                        signature, account.authToken(), hook.url(), hook.signed())
                                || Signature.isGenuine(
                                        signature, account.authToken(), Callbacks.whole(hook.url()), hook.signed()))
                        .isPresent();
    }

    /// Whether this is the account that places calls now, and so the one whose conferences the agents are in.
    private boolean isCurrent(Hook hook, OrganizationId organization) {
        return accounts.find(organization)
                .filter(account -> account.accountSid().equals(hook.text("AccountSid")))
                .isPresent();
    }

    private String voice(Hook hook, Callback callback) {
        CallRef call = new CallRef(callback.organization(), callback.call(), hook.text("CallSid"));
        return switch (callback.step()) {
            case "agent" -> agentLeg(hook, callback);
            case "answered" -> told(hook, callback, director.direct(call, answered(hook, call)));
            case "wait" -> told(hook, callback, director.direct(call, null));
            case "join" -> customer(callback, agent(callback), null);
            case "digits" -> customer(callback, agent(callback), callback.argument(1));
            case "play" -> {
                var announcement = new Announcement(
                        Announcement.Kind.valueOf(callback.argument(0)),
                        null,
                        callback.argument(1).isEmpty() ? null : callback.argument(1));
                yield message(hook, callback, announcement);
            }
            case "played" -> played(hook, call);
            case "transfer" -> Twiml.dial(callback.argument(0), callback.argument(1));
            case "room" ->
                Twiml.conference(
                        "call-" + callback.ref(), "transferred", conferenceOf(callback, callback.ref()), null, true);
            default -> Twiml.hangUp();
        };
    }

    /// A line that never reached somebody asks nothing, so who asks was answered.
    private ProviderEvent answered(Hook hook, CallRef call) {
        return TwilioEvents.event(call, "answered", new Signal.Answered(now()), EventSource.WEBHOOK, raw(hook));
    }

    private String told(Hook hook, Callback callback, Directive directive) {
        return switch (directive) {
            // The agents are in the conferences of another account: nobody would hear this one.
            case Directive.Join _
            when !isCurrent(hook, callback.organization()) ->
                message(hook, callback, new Announcement(Announcement.Kind.DROP, null, null));
            case Directive.Join join -> customer(callback, join.agent().agent(), null);
            case Directive.Play play -> message(hook, callback, play.announcement());
            case Directive.Wait _ -> Twiml.pause(callbacks.voice(callback.then("wait")));
            case Directive.HangUp _ -> Twiml.hangUp();
        };
    }

    private static UserId agent(Callback callback) {
        return new UserId(UUID.fromString(callback.argument(0)));
    }

    /// Into the agent's conference; Twilio tells of the arrival there.
    private String customer(Callback callback, UserId agent, @Nullable String digits) {
        return Twiml.conference(
                Twiml.room(agent), callback.call().toString(), conferenceOf(callback, agent.value()), digits, false);
    }

    private String agentLeg(Hook hook, Callback callback) {
        var agent = new UserId(callback.ref());
        if (isCurrent(hook, callback.organization())) {
            legs.accept(new AgentLegEvent.Opened(callback.organization(), agent, hook.text("CallSid")));
        }
        return Twiml.conference(
                Twiml.room(agent), TwilioControlClient.AGENT, conferenceOf(callback, agent.value()), null, false);
    }

    private String conferenceOf(Callback callback, UUID agent) {
        return callbacks.conference(new Callback(callback.organization(), agent, "conference"));
    }

    private String message(Hook hook, Callback callback, Announcement announcement) {
        CallRef call = new CallRef(callback.organization(), callback.call(), hook.text("CallSid"));
        var started =
                TwilioEvents.event(call, "message", new Signal.MessageStarted(now()), EventSource.WEBHOOK, raw(hook));
        afterwards.execute(() -> note(started));
        String then = callbacks.voice(callback.then("played"));
        return announcement.endpoint() != null
                ? Twiml.handOver(announcement.endpoint(), then)
                : Twiml.say(
                        words(
                                announcement.kind(),
                                accounts.organizationName(callback.organization()),
                                spoken(hook.text("From"))),
                        then);
    }

    /// The line need not wait for it to be written down; if that fails, Twilio knows what the line was told.
    private void note(ProviderEvent event) {
        try {
            sink.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be noted; the reconciler will ask", event.dedupeKey(), e);
        }
    }

    private static String words(Announcement.Kind kind, String name, String number) {
        return switch (kind) {
            case DROP ->
                "Hello, this is " + name + ". We are sorry: nobody was free to talk to you. You can reach us at "
                        + number + ". Good bye.";
            case VOICEMAIL ->
                "Hello, this is " + name + ". We tried to reach you. Please call us back at " + number + ". Thank you.";
            case CAMPAIGN -> "Hello, this is " + name + ". You can reach us at " + number + ". Thank you, good bye.";
        };
    }

    /// Digit by digit, as people say a number.
    private static String spoken(String number) {
        return String.join(" ", number.replaceAll("[^0-9]", "").split(""));
    }

    private String played(Hook hook, CallRef call) {
        Instant now = now();
        sink.accept(TwilioEvents.event(
                call, "message-ended", new Signal.MessageEnded(now), EventSource.WEBHOOK, raw(hook)));
        sink.accept(TwilioEvents.event(
                call,
                "ended",
                new Signal.Ended(
                        now, CallStatus.COMPLETED, EndCause.HANGUP_SYSTEM, null, "We hung up after the message."),
                EventSource.WEBHOOK,
                null));
        return Twiml.hangUp();
    }

    private void status(Hook hook, Callback callback) {
        if (callback.step().equals("agent")) {
            agentLegEnded(hook, callback);
            return;
        }
        CallRef call = new CallRef(callback.organization(), callback.call(), hook.text("CallSid"));
        String status = hook.text("CallStatus");
        TwilioSignals.of(status, at(hook), TwilioSignals.seconds(hook.text("CallDuration")), sip(hook))
                .ifPresent(signal -> {
                    String word = signal instanceof Signal.Ended
                            ? "ended"
                            : signal instanceof Signal.Answered ? "answered" : status;
                    ProviderEvent event = TwilioEvents.event(call, word, signal, EventSource.WEBHOOK, raw(hook));
                    if (signal instanceof Signal.Answered) {
                        // The line itself asks what to do, a moment before or after this; an order would only cut in.
                        letTheQuestionGoFirst();
                        director.note(event);
                    } else {
                        sink.accept(event);
                    }
                });
        recorded(hook, callback);
    }

    /// The line's own question tells the same, and somebody hears silence until it is answered.
    private static void letTheQuestionGoFirst() {
        try {
            Thread.sleep(QUESTION_FIRST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Where a TwiML App has a status callback, this is a second way to hear that a browser has gone.
    private void agentLegEnded(Hook hook, Callback callback) {
        if (hook.text("CallStatus").matches("completed|busy|no-answer|canceled|failed")) {
            legs.accept(
                    new AgentLegEvent.Went(callback.organization(), new UserId(callback.ref()), hook.text("CallSid")));
        }
    }

    private void detected(Hook hook, Callback callback) {
        CallRef call = new CallRef(callback.organization(), callback.call(), hook.text("CallSid"));
        AnswerType type = TwilioSignals.answerType(hook.text("AnsweredBy"));
        sink.accept(TwilioEvents.event(
                call, "detected", new Signal.AnswerDetected(now(), type), EventSource.WEBHOOK, raw(hook)));
    }

    /// The recording's own webhook and the one of the call's end both tell of it; whichever comes first counts.
    private void recorded(Hook hook, Callback callback) {
        Long told = TwilioSignals.seconds(hook.text("RecordingDuration"));
        String recording = hook.text("RecordingSid");
        String status = hook.text("RecordingStatus");
        boolean ready = status.equals("completed") || (status.isEmpty() && told != null);
        if (recording.isEmpty() || !ready) {
            return;
        }
        long seconds = told == null ? 0 : told;
        CallRef call = new CallRef(callback.organization(), callback.call(), hook.text("CallSid"));
        sink.accept(TwilioEvents.event(
                call,
                "recording:" + recording,
                new Signal.RecordingReady(now(), recording, hook.text("RecordingUrl"), seconds),
                EventSource.WEBHOOK,
                raw(hook)));
    }

    /// Whoever comes and goes is known by the name of their call; labels are for our orders.
    private void conference(Hook hook, Callback callback) {
        String event = hook.text("StatusCallbackEvent");
        boolean joined = event.equals("participant-join") || event.equals("join");
        boolean left = event.equals("participant-leave") || event.equals("leave");
        String leg = hook.text("CallSid");
        if (leg.isEmpty() || !(joined || left)) {
            return;
        }
        CallRef call = customer(hook, callback, leg);
        if (call == null) {
            // The agent, unless it is somebody they consult; only a line that was opened as theirs counts.
            var agent = new UserId(callback.ref());
            legs.accept(
                    joined
                            ? new AgentLegEvent.Came(callback.organization(), agent, leg)
                            : new AgentLegEvent.Went(callback.organization(), agent, leg));
        } else if (joined) {
            sink.accept(
                    TwilioEvents.event(call, "joined", new Signal.AgentJoined(now()), EventSource.WEBHOOK, raw(hook)));
        } else if (hook.text("ParticipantCallStatus").equals("completed")) {
            // The end by another way: the status webhook may be lost, and the agent must not wait for it.
            TwilioSignals.of("completed", at(hook), null, 0)
                    .ifPresent(
                            end -> sink.accept(TwilioEvents.event(call, "ended", end, EventSource.WEBHOOK, raw(hook))));
        }
    }

    private @Nullable CallRef customer(Hook hook, Callback callback, String leg) {
        String label = hook.text("ParticipantLabel");
        if (label.equals(TwilioControlClient.AGENT)) {
            return null;
        }
        CallId call = label.matches("[0-9a-f-]{36}")
                ? CallId.of(label)
                : accounts.call(callback.organization(), leg).orElse(null);
        return call == null ? null : new CallRef(callback.organization(), call, leg);
    }

    /// As Twilio tells it, to the second. What is told at once gets our finer clock.
    private Instant at(Hook hook) {
        Instant now = now();
        Instant told = TwilioSignals.time(hook.text("Timestamp"));
        return told == null || told.isAfter(now.minusSeconds(2)) ? now : told;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static int sip(Hook hook) {
        Long code = TwilioSignals.seconds(hook.text("SipResponseCode"));
        return code == null ? 0 : code.intValue();
    }

    private static String raw(Hook hook) {
        Map<String, String> flat = new LinkedHashMap<>();
        hook.form().forEach((name, values) -> flat.put(name, String.join(",", values)));
        return JSON.writeValueAsString(flat);
    }
}
