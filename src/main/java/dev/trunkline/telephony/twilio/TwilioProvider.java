package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.AgentLegState;
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
import java.util.Set;
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
    private final TwilioLookupClient lookup;
    private final TwilioFailoverDesk failover;

    TwilioProvider(
            TwilioAccountRepository accounts,
            TwilioSettings settings,
            TwilioClient client,
            Callbacks callbacks,
            TwilioFailoverDesk failover,
            Consumer<ProviderEvent> sink,
            InstantSource clock) {
        this.accounts = accounts;
        this.settings = settings;
        this.client = client;
        this.callbacks = callbacks;
        this.sink = sink;
        this.clock = clock;
        this.control = new TwilioControlClient(client, callbacks);
        this.lookup = new TwilioLookupClient(client, accounts, clock);
        this.failover = failover;
        failover.asks(this::problemWith);
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
        Reply reply = ask(order, account);
        if (reply instanceof Said said && TwilioErrors.isTurnedAway(said.status(), said.code())) {
            // Certainly not placed, so the other account may place it.
            TwilioAccount other = failover.other(
                    order.organization(),
                    account,
                    TwilioErrors.refusal(said.status(), said.code(), said.text("message"))
                            .detail());
            reply = other == null ? reply : ask(order, other);
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

    /// Asks once, but for what was over the limit and so never processed.
    private Reply ask(Origination order, TwilioAccount account) {
        List<Parameter> form = form(order);
        Reply reply = client.post(account, "/Calls.json", form);
        for (Duration pause : BACK_OFF) {
            if (!(reply instanceof Said said) || said.status() != 429) {
                break;
            }
            pause(pause);
            reply = client.post(account, "/Calls.json", form);
        }
        failover.heard(order.organization(), account, reply);
        if (reply instanceof Said said && said.ok() && !said.text("sid").isEmpty()) {
            accounts.isAtHome(said.text("sid"), account.accountSid());
        }
        return reply;
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
        end(call, "completed");
    }

    /// Twilio cancels only what nobody has answered: who has just picked up goes on to ask what to hear.
    @Override
    public void giveUp(CallRef call) {
        end(call, "canceled");
    }

    private void end(CallRef call, String status) {
        if (call.providerCallId() == null) {
            return;
        }
        TwilioAccount account = lookup.home(call);
        Reply reply = account == null ? null : client.post(account, control.path(call), Map.of("Status", status));
        if (reply instanceof Said said && said.ok()) {
            TwilioEvents.cut(now(), status, said.text("status"))
                    .ifPresent(
                            ended -> sink.accept(TwilioEvents.event(call, "ended", ended, EventSource.SYSTEM, null)));
        } else if (reply != null && !TwilioControlClient.isGone(reply)) {
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
        TwilioAccount account = lookup.home(call);
        if (account == null) {
            throw Problem.of(
                    409,
                    "provider-not-configured",
                    "Twilio is not set up. Enter its credentials under Settings, Provider, or switch to the simulator.");
        }
        return account;
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

    @Override
    public Lookup lookup(CallRef call) {
        return lookup.call(call);
    }

    @Override
    public Optional<Set<String>> callsUp(OrganizationId organization) {
        return lookup.callsUp(organization);
    }

    @Override
    public AgentLegState agentLeg(OrganizationId organization, UserId agent, String legId) {
        return lookup.agentLeg(organization, agent, legId);
    }

    @Override
    public Audio recording(RecordingRef recording) throws IOException {
        // Not by the address that the webhook brought: a server fetches only what it knows. Which account has it is
        // tried.
        IOException failed = new IOException("Twilio is not set up any more");
        for (TwilioAccount account : accounts.all(recording.organization()).all()) {
            try {
                return new Audio(
                        "audio/wav",
                        client.download(
                                account, "/Recordings/" + TwilioClient.encoded(recording.recordingId()) + ".wav"));
            } catch (IOException e) {
                failed = e;
            }
        }
        throw failed;
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
