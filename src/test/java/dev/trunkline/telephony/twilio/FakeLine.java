package dev.trunkline.telephony.twilio;

import dev.trunkline.telephony.twilio.FakeTwilio.Behaviour;
import dev.trunkline.telephony.twilio.FakeTwiml.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// One line of the fake Twilio.
final class FakeLine {

    static final double RING = 5;
    static final double TALK = 25;
    static final double TAPE = 30;

    private final FakeTwilio twilio;
    final String account;
    final String sid = "CA" + UUID.randomUUID().toString().replace("-", "");
    final String from;
    final String to;
    private final Map<String, String> order;
    private final Behaviour behaviour;
    boolean inbound;
    /// Whether somebody else was ever in its room.
    volatile boolean met;

    /// Our order to give the line up met somebody who had just answered.
    volatile boolean cut;
    volatile String status = "queued";
    volatile Instant answered;
    volatile Instant ended;
    private volatile Instant recordingSince;
    private volatile Duration recorded = Duration.ZERO;
    private volatile boolean hasRecording;
    private String recordingCallback = "";
    private String room;
    String label = "";
    private int sequence;
    private long turn;
    private boolean talking;
    /// What it was told, each answer as it came.
    final List<String> told = new CopyOnWriteArrayList<>();
    /// What it heard and did: `say …`, `digits …`, `room …`, `dial …`.
    final List<String> heard = new CopyOnWriteArrayList<>();
    /// What was set of it as a participant.
    final Map<String, String> participant = new ConcurrentHashMap<>();

    FakeLine(
            FakeTwilio twilio, String account, String from, String to, Map<String, String> order, Behaviour behaviour) {
        this.twilio = twilio;
        this.account = account;
        this.from = from;
        this.to = to;
        this.order = order;
        this.behaviour = behaviour;
        this.began = twilio.clock().instant();
    }

    private final Instant began;

    Instant began() {
        return began;
    }

    /// Whether it heard an agent, a message, or whom it was handed to.
    boolean wasHeard() {
        return met || heard.stream().anyMatch(what -> what.startsWith("say ") || what.startsWith("dial "));
    }

    /// Given up, unless somebody has picked up.
    synchronized void cancel() {
        if (answered == null) {
            end("canceled");
        }
    }

    boolean overlaps(FakeLine other) {
        return began.isBefore(other.ended) && other.began.isBefore(ended);
    }

    void begin() {
        twilio.after(1, () -> report("initiated"));
        switch (behaviour) {
            case BUSY -> twilio.after(2, () -> end("busy"));
            case FAILURE -> twilio.after(2, () -> end("failed"));
            default -> {
                twilio.after(2, () -> report("ringing"));
                double timeout = Double.parseDouble(order.getOrDefault("Timeout", "60"));
                if (behaviour == Behaviour.NOBODY) {
                    twilio.after(2 + timeout, () -> end("no-answer"));
                } else {
                    twilio.after(2 + RING + Math.floorMod(to.hashCode() * 31, twilio.spread), this::answered);
                }
            }
        }
    }

    private synchronized void report(String now) {
        if (ended == null && (answered == null || now.equals("in-progress"))) {
            status = now;
            twilio.tell(order.get("StatusCallback"), with("CallStatus", now));
        }
    }

    void answered() {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            answered = twilio.clock().instant();
            if (!inbound) {
                report("in-progress");
                if (order.containsKey("MachineDetection")) {
                    twilio.after(4, this::detected);
                }
                if ("true".equals(order.get("Record"))) {
                    recordingCallback = order.get("RecordingStatusCallback");
                    recordingSince = answered;
                    hasRecording = true;
                }
                long mine = turn;
                twilio.after(
                        behaviour == Behaviour.MACHINE ? Math.max(TAPE, twilio.patience) : twilio.patience,
                        () -> leave(mine));
            } else {
                status = "in-progress";
            }
        }
        follow(order.get("Url"), order.get("FallbackUrl"));
    }

    private synchronized void leave(long since) {
        if (!talking || behaviour == Behaviour.MACHINE) {
            end("completed");
        }
    }

    private synchronized void detected() {
        if (ended == null) {
            String by = behaviour == Behaviour.MACHINE ? "machine_start" : "human";
            twilio.tell(order.get("AsyncAmdStatusCallback"), with("AnsweredBy", by));
        }
    }

    /// Whatever it was doing is over; it asks there what to do.
    void redirect(String url) {
        synchronized (this) {
            turn++;
            leaveRoom();
        }
        twilio.after(0, () -> follow(url, null));
    }

    private void follow(String url, String fallback) {
        long mine;
        synchronized (this) {
            // Without an address the order itself said what the line is told.
            if (ended != null || url == null) {
                return;
            }
            mine = ++turn;
        }
        carryOut(twilio.ask(this, url, fallback), 0, mine);
    }

    private void carryOut(List<Verb> verbs, int at, long mine) {
        synchronized (this) {
            if (ended != null || turn != mine) {
                return;
            }
            if (at >= verbs.size()) {
                end("completed");
                return;
            }
        }
        Verb verb = verbs.get(at);
        switch (verb.name()) {
            case "Pause" -> twilio.after(1, () -> carryOut(verbs, at + 1, mine));
            case "Say" -> {
                heard.add("say " + verb.text());
                talk();
                twilio.after(6, () -> carryOut(verbs, at + 1, mine));
            }
            case "Play" -> {
                heard.add("digits " + verb.attributes().get("digits"));
                twilio.after(0.5, () -> carryOut(verbs, at + 1, mine));
            }
            case "Redirect" -> twilio.after(0, () -> follow(verb.text(), null));
            case "Dial" -> dial(verb);
            case "Hangup" -> end("completed");
            default -> throw new IllegalStateException(verb.name());
        }
    }

    private void dial(Verb verb) {
        talk();
        if (verb.noun().equals("Conference")) {
            join(
                    verb.text().strip(),
                    verb.nounAttributes().get("participantLabel"),
                    verb.nounAttributes().get("statusCallback"));
        } else {
            heard.add("dial " + verb.text().strip());
        }
    }

    /// Somebody or something is heard: a person stays for the length of a talk.
    private synchronized void talk() {
        if (!talking && !inbound && behaviour != Behaviour.MACHINE) {
            talking = true;
            twilio.after(TALK, () -> end("completed"));
        }
    }

    void join(String name, String as, String callback) {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            room = name;
            label = as;
            heard.add("room " + name);
            twilio.enter(this, name, callback);
        }
        conference("participant-join");
    }

    private void leaveRoom() {
        if (room != null) {
            twilio.rooms.get(account + room).remove(sid, this);
            conference("participant-leave");
            room = null;
        }
    }

    private void conference(String event) {
        var form = new LinkedHashMap<String, String>();
        form.put("AccountSid", account);
        form.put("CallSid", sid);
        form.put("ConferenceSid", FakeTwilio.conference(room));
        form.put("FriendlyName", room);
        form.put("StatusCallbackEvent", event);
        if (twilio.labels) {
            form.put("ParticipantLabel", label);
        }
        form.put("Muted", "false");
        form.put("Hold", "false");
        form.put("Coaching", "false");
        form.put("StartConferenceOnEnter", "true");
        form.put("EndConferenceOnExit", "false");
        if (event.equals("participant-leave")) {
            form.put("ParticipantCallStatus", status);
        }
        form.put("SequenceNumber", Integer.toString(sequence++));
        form.put("Timestamp", twilio.rfc(twilio.clock().instant()));
        twilio.tell(twilio.roomCallbacks.get(account + room), form);
    }

    synchronized void end(String how) {
        if (ended != null) {
            return;
        }
        status = how;
        leaveRoom();
        ended = twilio.clock().instant();
        pauseRecording();
        var form = with("CallStatus", how);
        if (answered != null) {
            form.put("CallDuration", Long.toString(seconds()));
        }
        if (how.equals("failed")) {
            form.put("SipResponseCode", "404");
        }
        twilio.tell(order.get("StatusCallback"), form);
        if (hasRecording) {
            var ready = with("CallStatus", how);
            ready.put("RecordingSid", "RE" + sid.substring(2));
            ready.put("RecordingUrl", "https://api.twilio.com/2010-04-01/Accounts/x/Recordings/RE" + sid.substring(2));
            ready.put("RecordingStatus", "completed");
            ready.put("RecordingDuration", Long.toString(recorded.toSeconds()));
            twilio.after(1, () -> twilio.tell(recordingCallback, ready));
        }
    }

    synchronized boolean record(String action, SortedMap<String, List<String>> form) {
        switch (action) {
            case "start" -> {
                recordingCallback = form.get("RecordingStatusCallback").getFirst();
                hasRecording = true;
                recordingSince = recordingSince == null ? twilio.clock().instant() : recordingSince;
            }
            case "in-progress" ->
                recordingSince = recordingSince == null ? twilio.clock().instant() : recordingSince;
            default -> pauseRecording();
        }
        return hasRecording;
    }

    private void pauseRecording() {
        if (recordingSince != null) {
            recorded = recorded.plus(
                    Duration.between(recordingSince, twilio.clock().instant()));
            recordingSince = null;
        }
    }

    private long seconds() {
        return Math.round(Duration.between(answered, ended).toMillis() / 1000.0);
    }

    Map<String, String> parameters() {
        return with("CallStatus", status);
    }

    private Map<String, String> with(String name, String value) {
        var form = new LinkedHashMap<String, String>();
        form.put("AccountSid", account);
        form.put("ApiVersion", "2010-04-01");
        form.put("CallSid", sid);
        form.put("From", from);
        form.put("To", to);
        form.put("Direction", inbound ? "inbound" : "outbound-api");
        form.put("CallbackSource", "call-progress-events");
        form.put("SequenceNumber", Integer.toString(sequence++));
        form.put("Timestamp", twilio.rfc(twilio.clock().instant()));
        form.put(name, value);
        return form;
    }

    Map<String, Object> resource() {
        var body = new LinkedHashMap<String, Object>();
        body.put("sid", sid);
        body.put("account_sid", account);
        body.put("to", to);
        body.put("from", from);
        body.put("status", status.equals("initiated") ? "queued" : status);
        body.put("start_time", answered == null ? null : twilio.rfc(answered));
        body.put("end_time", ended == null ? null : twilio.rfc(ended));
        body.put("duration", ended == null || answered == null ? null : Long.toString(seconds()));
        return body;
    }

    static byte[] wav() {
        byte[] wav = new byte[16_044];
        System.arraycopy("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, wav, 0, 4);
        return wav;
    }

    @Override
    public String toString() {
        return to + " " + status + (cut ? " cut" : "") + (met ? " met" : "") + " " + heard;
    }
}
