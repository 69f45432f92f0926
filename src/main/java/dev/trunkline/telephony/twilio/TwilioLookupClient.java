package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.Signal;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.telephony.AgentLegState;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.twilio.TwilioClient.NoAnswer;
import dev.trunkline.telephony.twilio.TwilioClient.NotSent;
import dev.trunkline.telephony.twilio.TwilioClient.Reply;
import dev.trunkline.telephony.twilio.TwilioClient.Said;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks Twilio what is true.
final class TwilioLookupClient {

    /// The words under which Twilio lists calls that are not over.
    private static final List<String> UP = List.of("queued", "ringing", "in-progress");

    private final TwilioClient client;
    private final TwilioAccountRepository accounts;
    private final InstantSource clock;

    TwilioLookupClient(TwilioClient client, TwilioAccountRepository accounts, InstantSource clock) {
        this.client = client;
        this.accounts = accounts;
        this.clock = clock;
    }

    /// The account that placed the call: known from its order or webhooks, else each is asked. Null: there is none.
    @Nullable
    TwilioAccount home(CallRef call) {
        List<TwilioAccount> all = accounts.all(call.organization()).all();
        String sid = call.providerCallId();
        if (all.size() < 2 || sid == null) {
            return all.isEmpty() ? null : all.getFirst();
        }
        String known = accounts.home(sid);
        for (TwilioAccount account : all) {
            if (account.accountSid().equals(known)
                    || (known == null && client.get(account, path(sid)) instanceof Said said && said.ok())) {
                accounts.isAtHome(sid, account.accountSid());
                return account;
            }
        }
        return all.getFirst();
    }

    private static String path(String callSid) {
        return "/Calls/" + TwilioClient.encoded(callSid) + ".json";
    }

    /// By Twilio's own name of the call only: it keeps none of ours, and a number may be called by others, too. A call
    /// whose order was not answered is adopted when its first webhook comes.
    Lookup call(CallRef call) {
        String sid = call.providerCallId();
        if (sid == null || accounts.find(call.organization()).isEmpty()) {
            return new Lookup.Unavailable("Twilio can't be asked about a call without its name there");
        }
        // That no account knows it counts only when each of them was heard.
        Lookup answer = new Lookup.NeverPlaced();
        for (TwilioAccount account : accounts.all(call.organization()).all()) {
            Lookup here = call(account, sid);
            if (here instanceof Lookup.Known) {
                return here;
            }
            answer = here instanceof Lookup.Unavailable ? here : answer;
        }
        return answer;
    }

    private Lookup call(TwilioAccount account, String sid) {
        return switch (client.get(account, path(sid))) {
            case Said said
            when said.ok() -> {
                accounts.isAtHome(sid, account.accountSid());
                yield known(account, sid, said);
            }
            case Said said when said.status() == 404 -> new Lookup.NeverPlaced();
            case Said said -> new Lookup.Unavailable("Twilio answered " + said.status());
            case NotSent notSent -> new Lookup.Unavailable("Twilio can't be reached: " + notSent.why());
            case NoAnswer noAnswer -> new Lookup.Unavailable("Twilio did not answer: " + noAnswer.why());
        };
    }

    private Lookup.Known known(TwilioAccount account, String sid, Said said) {
        String status = said.text("status");
        Instant ended = TwilioSignals.time(said.text("end_time"));
        Long talked = TwilioSignals.seconds(said.text("duration"));
        // The start that Twilio tells is that of the ringing, so of a call that is up only the present is certain.
        Instant at = ended != null ? ended : clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var signals = new ArrayList<Signal>();
        boolean whole = true;
        boolean answered = status.equals("in-progress") || (status.equals("completed") && talked != null && talked > 0);
        if (answered) {
            Instant answeredAt = status.equals("completed") && talked != null ? at.minusSeconds(talked) : at;
            signals.add(new Signal.Answered(answeredAt));
            String told = told(account, sid);
            whole = told != null;
            heard(told == null ? "" : told, answeredAt).ifPresent(signals::add);
        }
        TwilioSignals.of(status, at, talked, 0)
                .filter(signal -> !(signal instanceof Signal.Answered))
                .ifPresent(signals::add);
        return new Lookup.Known(sid, signals, whole);
    }

    /// Twilio keeps what each of our answers told the line to do; null: it does not say.
    private @Nullable String told(TwilioAccount account, String sid) {
        Reply reply = client.get(account, "/Calls/" + TwilioClient.encoded(sid) + "/Events.json");
        return reply instanceof Said said
                        && said.ok()
                        && !said.body().path("events").isEmpty()
                ? said.body().path("events").toString()
                : null;
    }

    private static Optional<Signal> heard(String told, Instant answeredAt) {
        if (told.contains("<Conference") || told.contains("&lt;Conference")) {
            return Optional.of(new Signal.AgentJoined(answeredAt));
        }
        return told.contains("<Say") || told.contains("&lt;Say")
                ? Optional.of(new Signal.MessageStarted(answeredAt))
                : Optional.empty();
    }

    /// Three requests an account, whatever the number of calls. The lists may lag a little behind the calls themselves.
    Optional<Set<String>> callsUp(OrganizationId organization) {
        var up = new HashSet<String>();
        for (TwilioAccount account : accounts.all(organization).all()) {
            for (String status : UP) {
                if (!list(account, status, up)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(up);
    }

    /// Of more than a page we read nothing: who is missing from the list would say nothing.
    private boolean list(TwilioAccount account, String status, Set<String> up) {
        Reply reply = client.get(account, "/Calls.json?Status=" + status + "&PageSize=1000");
        if (!(reply instanceof Said said)
                || !said.ok()
                || !said.body().path("calls").isArray()
                || !said.text("next_page_uri").isEmpty()) {
            return false;
        }
        said.body().path("calls").forEach(call -> up.add(call.path("sid").asString("")));
        return true;
    }

    /// In the account that places calls now: a line in another one can't be joined to them.
    AgentLegState agentLeg(OrganizationId organization, UserId agent, String legId) {
        TwilioAccount account = accounts.find(organization).orElse(null);
        if (account == null) {
            return AgentLegState.GONE;
        }
        if (!(client.get(account, path(legId)) instanceof Said call)) {
            return AgentLegState.UNKNOWN;
        }
        if (!call.ok()) {
            return call.status() == 404 ? AgentLegState.GONE : AgentLegState.UNKNOWN;
        }
        return switch (call.text("status")) {
            case "queued", "initiated", "ringing" -> AgentLegState.OPEN;
            case "in-progress" -> isInRoom(account, agent, legId) ? AgentLegState.LIVE : AgentLegState.OPEN;
            default -> AgentLegState.GONE;
        };
    }

    private boolean isInRoom(TwilioAccount account, UserId agent, String legId) {
        Reply rooms = client.get(
                account,
                "/Conferences.json?Status=in-progress&FriendlyName=" + TwilioClient.encoded(Twiml.room(agent)));
        String sid = rooms instanceof Said said
                ? said.body().path("conferences").path(0).path("sid").asString("")
                : "";
        return !sid.isEmpty()
                && client.get(account, "/Conferences/" + sid + "/Participants/" + TwilioClient.encoded(legId) + ".json")
                        instanceof Said there
                && there.ok();
    }
}
