package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.Audio;
import dev.trunkline.telephony.BrowserPhone;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Capabilities;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.RecordingRef;
import dev.trunkline.telephony.TelephonyProvider;
import dev.trunkline.telephony.twilio.TwilioClient.NoAnswer;
import dev.trunkline.telephony.twilio.TwilioClient.NotSent;
import dev.trunkline.telephony.twilio.TwilioClient.Parameter;
import dev.trunkline.telephony.twilio.TwilioClient.Reply;
import dev.trunkline.telephony.twilio.TwilioClient.Said;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls by Twilio. A line that is answered asks {@link TwilioWebhookDesk} what to do; orders to a line that is up send
/// it there again.
final class TwilioProvider implements TelephonyProvider {

    static final String NAME = "twilio";

    private static final Capabilities CAPABILITIES =
            new Capabilities(false, 500, true, true, true, true, true, true, true, true, true, NAME, false);

    /// Requests over the limit were never processed, so they may be repeated: after these pauses, then given up.
    private static final List<Duration> BACK_OFF =
            List.of(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofMillis(1000));

    private static final Duration TOKEN_LASTS = Duration.ofHours(1);

    private final TwilioAccountRepository accounts;
    private final TwilioSettings settings;
    private final TwilioClient client;
    private final Callbacks callbacks;
    private final Consumer<ProviderEvent> sink;
    private final InstantSource clock;
    private final TwilioControlClient control;

    TwilioProvider(
            TwilioAccountRepository accounts,
            TwilioSettings settings,
            TwilioClient client,
            Callbacks callbacks,
            Consumer<ProviderEvent> sink,
            InstantSource clock) {
        this.accounts = accounts;
        this.settings = settings;
        this.client = client;
        this.callbacks = callbacks;
        this.sink = sink;
        this.clock = clock;
        this.control = new TwilioControlClient(client, callbacks);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    /// Beyond its limit Twilio queues calls instead of refusing them, and they would ring at any later time.
    @Override
    public double callsPerSecond(double wished, String options) {
        return settings.isReal() ? Math.min(wished, settings.callsPerSecond()) : wished;
    }

    @Override
    public boolean isReady(OrganizationId organization) {
        return accounts.find(organization).isPresent();
    }

    @Override
    public List<String> lacks() {
        return settings.missing();
    }

    @Override
    public Optional<BrowserPhone> browserPhone(OrganizationId organization, UserId agent) {
        return accounts.find(organization)
                .filter(TwilioAccount::hasPhone)
                .map(account -> phone(account, new AccessToken.Identity(organization, agent)));
    }

    private BrowserPhone phone(TwilioAccount account, AccessToken.Identity identity) {
        Instant now = clock.instant();
        Instant expires = now.plus(TOKEN_LASTS);
        String token = AccessToken.sign(
                account.accountSid(),
                String.valueOf(account.apiKeySid()),
                String.valueOf(account.apiKeySecret()),
                String.valueOf(account.appSid()),
                identity,
                now,
                expires);
        return new BrowserPhone(NAME, token, expires, identity.toString());
    }

    @Override
    public OriginateResult originate(Origination order) {
        TwilioAccount account = accounts.find(order.organization()).orElse(null);
        if (account == null) {
            return new OriginateResult.Refused(
                    EndCause.PROVIDER_ERROR,
                    "Twilio is not set up. Enter its credentials under Settings, Provider.",
                    true);
        }
        List<Parameter> form = form(order);
        Reply reply = client.post(account, "/Calls.json", form);
        for (Duration pause : BACK_OFF) {
            if (!(reply instanceof Said said) || said.status() != 429) {
                break;
            }
            pause(pause);
            reply = client.post(account, "/Calls.json", form);
        }
        return switch (reply) {
            case Said said
            when said.ok() && !said.text("sid").isEmpty() -> new OriginateResult.Accepted(said.text("sid"));
            // It may have been placed before the error came up.
            case Said said
            when said.ok() || said.status() >= 500 ->
                new OriginateResult.Unknown("Twilio answered " + said.status() + " to the order.");
            case Said said -> TwilioErrors.refusal(said.status(), said.code(), said.text("message"));
            case NotSent notSent ->
                new OriginateResult.Refused(
                        EndCause.PROVIDER_ERROR, "Twilio can't be reached: " + notSent.why() + ".", true);
            case NoAnswer noAnswer ->
                new OriginateResult.Unknown("Twilio did not answer the order: " + noAnswer.why() + ".");
        };
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Parameter> form(Origination order) {
        var callback = new Callback(order.organization(), order.call().value(), "answered");
        var form = new ArrayList<Parameter>();
        form.add(new Parameter("To", order.to()));
        form.add(new Parameter("From", order.from()));
        form.add(new Parameter("Timeout", Long.toString(order.ringTimeout().toSeconds())));
        form.add(new Parameter("Url", callbacks.voice(callback)));
        form.add(new Parameter("Method", "POST"));
        form.add(new Parameter("FallbackUrl", callbacks.fallback(callback)));
        form.add(new Parameter("FallbackMethod", "POST"));
        form.add(new Parameter("StatusCallback", callbacks.status(callback)));
        form.add(new Parameter("StatusCallbackMethod", "POST"));
        for (String event : List.of("initiated", "ringing", "answered", "completed")) {
            form.add(new Parameter("StatusCallbackEvent", event));
        }
        if (order.amd()) {
            form.add(new Parameter("MachineDetection", "Enable"));
            form.add(new Parameter("AsyncAmd", "true"));
            form.add(new Parameter("AsyncAmdStatusCallback", callbacks.amd(callback)));
            form.add(new Parameter("AsyncAmdStatusCallbackMethod", "POST"));
        }
        if (order.record()) {
            form.add(new Parameter("Record", "true"));
            form.add(new Parameter("RecordingChannels", "dual"));
            form.add(new Parameter("RecordingStatusCallback", callbacks.recording(callback)));
            form.add(new Parameter("RecordingStatusCallbackMethod", "POST"));
            form.add(new Parameter("RecordingStatusCallbackEvent", "completed"));
        }
        return form;
    }

    /// Twilio's webhook at the end does not say who hung up; its answer to our order does.
    @Override
    public void hangUp(CallRef call) {
        TwilioAccount account = accounts.find(call.organization()).orElse(null);
        if (account == null || call.providerCallId() == null) {
            return;
        }
        Reply reply = client.post(account, control.path(call), Map.of("Status", "completed"));
        if (reply instanceof Said said && said.ok()) {
            sink.accept(TwilioEvents.event(
                    call, "ended", TwilioEvents.hungUp(now(), said.text("status")), EventSource.SYSTEM, null));
        } else if (!TwilioControlClient.isGone(reply)) {
            throw unreachable(reply);
        }
    }

    @Override
    public void connect(CallRef call, AgentLeg agent) {
        control.redirect(account(call), call, TwilioEvents.joined(call, agent));
    }

    @Override
    public void play(CallRef call, Announcement announcement) {
        control.redirect(account(call), call, TwilioEvents.playing(call, announcement));
    }

    @Override
    public void control(CallRef call, AgentLeg agent, CallAction action) {
        control.carryOut(account(call), call, agent, action);
    }

    private TwilioAccount account(CallRef call) {
        return accounts.find(call.organization())
                .orElseThrow(
                        () -> Problem.of(
                                409,
                                "provider-not-configured",
                                "Twilio is not set up. Enter its credentials under Settings, Provider, or switch to the simulator."));
    }

    static Problem unreachable(Reply reply) {
        return Problem.of(
                502,
                "provider-unreachable",
                switch (reply) {
                    case Said said ->
                        "Twilio could not do this: "
                                + TwilioErrors.refusal(said.status(), said.code(), said.text("message"))
                                        .detail();
                    case NotSent _ -> "Twilio can't be reached. Try again in a moment.";
                    case NoAnswer _ -> "Twilio did not answer in time. Try again in a moment.";
                });
    }

    /// By Twilio's own name of the call only: it keeps none of ours, and a number may be called by others, too. A call
    /// whose order was not answered is adopted when its first webhook comes.
    @Override
    public Lookup lookup(CallRef call) {
        TwilioAccount account = accounts.find(call.organization()).orElse(null);
        if (account == null || call.providerCallId() == null) {
            return new Lookup.Unavailable("Twilio can't be asked about a call without its name there");
        }
        return switch (client.get(account, control.path(call))) {
            case Said said when said.ok() -> new Lookup.Known(call.providerCallId(), signals(account, call, said));
            case Said said when said.status() == 404 -> new Lookup.NeverPlaced();
            case Said said -> new Lookup.Unavailable("Twilio answered " + said.status());
            case NotSent notSent -> new Lookup.Unavailable("Twilio can't be reached: " + notSent.why());
            case NoAnswer noAnswer -> new Lookup.Unavailable("Twilio did not answer: " + noAnswer.why());
        };
    }

    private List<Signal> signals(TwilioAccount account, CallRef call, Said said) {
        String status = said.text("status");
        Instant now = now();
        Instant started = TwilioSignals.time(said.text("start_time"));
        Instant ended = TwilioSignals.time(said.text("end_time"));
        String seconds = said.text("duration");
        Long talked = seconds.isEmpty() ? null : Long.valueOf(seconds);
        Instant at = ended != null ? ended : status.equals("in-progress") && started != null ? started : now;
        var signals = new ArrayList<Signal>();
        boolean answered = status.equals("in-progress") || (status.equals("completed") && talked != null && talked > 0);
        if (answered) {
            Instant answeredAt = status.equals("completed") && talked != null ? at.minusSeconds(talked) : at;
            signals.add(new Signal.Answered(answeredAt));
            heard(account, call, answeredAt).ifPresent(signals::add);
        }
        TwilioSignals.of(status, at, talked, 0)
                .filter(signal -> !(signal instanceof Signal.Answered))
                .ifPresent(signals::add);
        return signals;
    }

    /// Twilio keeps what each of our answers told the line to do.
    private Optional<Signal> heard(TwilioAccount account, CallRef call, Instant answeredAt) {
        Reply reply = client.get(account, "/Calls/" + call.providerCallId() + "/Events.json");
        if (!(reply instanceof Said said) || !said.ok()) {
            return Optional.empty();
        }
        String told = said.body().toString();
        if (told.contains("<Conference") || told.contains("&lt;Conference")) {
            return Optional.of(new Signal.AgentJoined(answeredAt));
        }
        return told.contains("<Say") || told.contains("&lt;Say")
                ? Optional.of(new Signal.MessageStarted(answeredAt))
                : Optional.empty();
    }

    @Override
    public Audio recording(RecordingRef recording) throws IOException {
        TwilioAccount account = accounts.find(recording.organization())
                .orElseThrow(() -> new IOException("Twilio is not set up any more"));
        // Not by the address that the webhook brought: a server fetches only what it knows.
        return new Audio(
                "audio/wav",
                client.download(account, "/Recordings/" + TwilioClient.encoded(recording.recordingId()) + ".wav"));
    }

    /// Whole milliseconds, as every stored time.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Asks Twilio who this account is; null: all is well.
    @Nullable
    String problemWith(TwilioAccount account) {
        return switch (client.get(account, ".json")) {
            case Said said
            when said.ok() && !said.text("status").equals("active") ->
                "The Twilio account is " + said.text("status") + ".";
            case Said said when said.ok() -> null;
            case Said said -> unreachable(said).detail();
            case NotSent notSent -> "Twilio can't be reached: " + notSent.why() + ".";
            case NoAnswer noAnswer -> "Twilio did not answer: " + noAnswer.why() + ".";
        };
    }

    /// Rings a phone and says so; answers Twilio's name of the call.
    String testCall(TwilioAccount account, String from, String to) {
        Reply reply = client.post(
                account,
                "/Calls.json",
                Map.of(
                        "To",
                        to,
                        "From",
                        from,
                        "Timeout",
                        "30",
                        "Twiml",
                        "<Response><Say>This is a test call from Trunkline. It works. Good bye.</Say></Response>"));
        if (reply instanceof Said said && said.ok()) {
            return said.text("sid");
        }
        throw unreachable(reply);
    }
}
