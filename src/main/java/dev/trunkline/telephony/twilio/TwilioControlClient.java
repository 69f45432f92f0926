package dev.trunkline.telephony.twilio;

import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.twilio.TwilioClient.Reply;
import dev.trunkline.telephony.twilio.TwilioClient.Said;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What agents do to a line that is up. In the agent's conference the customer is found by the name of the call, the
/// agent and a third party by their labels, so nothing has to be remembered.
final class TwilioControlClient {

    static final String AGENT = "agent";
    private static final String THIRD = "third-";

    private final TwilioClient client;
    private final Callbacks callbacks;

    TwilioControlClient(TwilioClient client, Callbacks callbacks) {
        this.client = client;
        this.callbacks = callbacks;
    }

    String path(CallRef call) {
        return "/Calls/" + TwilioClient.encoded(String.valueOf(call.providerCallId())) + ".json";
    }

    /// Not in progress, or not there.
    static boolean isGone(Reply reply) {
        return reply instanceof Said said && (said.status() == 404 || said.code() == 21220 || said.code() == 20404);
    }

    /// Sends a line to ask us again; `what` is the answer it will get.
    void redirect(TwilioAccount account, CallRef call, Callback what) {
        if (call.providerCallId() != null) {
            done(client.post(
                    account,
                    path(call),
                    Map.of(
                            "Url",
                            callbacks.voice(what),
                            "Method",
                            "POST",
                            "FallbackUrl",
                            callbacks.fallback(what),
                            "FallbackMethod",
                            "POST")));
        }
    }

    private static void done(Reply reply) {
        boolean done = isGone(reply) || (reply instanceof Said said && said.ok());
        if (!done) {
            throw TwilioProvider.unreachable(reply);
        }
    }

    void carryOut(TwilioAccount account, CallRef call, AgentLeg agent, CallAction action) {
        String customer = String.valueOf(call.providerCallId());
        switch (action) {
            case CallAction.Hold _ -> participant(account, agent, customer, "Hold", "true");
            case CallAction.Resume _ -> participant(account, agent, customer, "Hold", "false");
            case CallAction.Mute _ -> participant(account, agent, AGENT, "Muted", "true");
            case CallAction.Unmute _ -> participant(account, agent, AGENT, "Muted", "false");
            // Digits can't be played into a conference, so the line leaves it for as long as they last.
            case CallAction.SendDigits digits ->
                redirect(
                        account,
                        call,
                        TwilioEvents.callback(call, "digits", agent.agent().toString(), digits.digits()));
            case CallAction.Transfer transfer ->
                redirect(account, call, TwilioEvents.callback(call, "transfer", transfer.to(), transfer.from()));
            case CallAction.Consult consult -> consult(account, call, agent, consult);
            case CallAction.CompleteTransfer _ -> complete(account, call, agent);
            case CallAction.CancelTransfer _ -> cancel(account, call, agent);
            case CallAction.StartRecording _ -> startRecording(account, call);
            case CallAction.PauseRecording _ -> recording(account, call, "paused");
            case CallAction.ResumeRecording _ -> recording(account, call, "in-progress");
            case CallAction.StopRecording _ -> recording(account, call, "stopped");
        }
    }

    private void participant(TwilioAccount account, AgentLeg agent, String label, String field, String value) {
        conference(account, agent)
                .ifPresent(sid -> done(client.post(account, participants(sid, label), Map.of(field, value))));
    }

    private static String participants(String conference, String label) {
        return "/Conferences/" + conference + "/Participants/" + TwilioClient.encoded(label) + ".json";
    }

    /// Twilio's name of the agent's conference, while it is on.
    private Optional<String> conference(TwilioAccount account, AgentLeg agent) {
        Reply reply = client.get(
                account,
                "/Conferences.json?Status=in-progress&FriendlyName=" + TwilioClient.encoded(Twiml.room(agent.agent())));
        if (reply instanceof Said said && said.ok()) {
            String sid = said.body().path("conferences").path(0).path("sid").asString("");
            return sid.isEmpty() ? Optional.empty() : Optional.of(sid);
        }
        throw TwilioProvider.unreachable(reply);
    }

    private void consult(TwilioAccount account, CallRef call, AgentLeg agent, CallAction.Consult consult) {
        conference(account, agent).ifPresent(sid -> {
            done(client.post(
                    account, participants(sid, String.valueOf(call.providerCallId())), Map.of("Hold", "true")));
            // A line that was asked for twice would ring a second phone.
            boolean there =
                    client.get(account, participants(sid, THIRD + call.call())) instanceof Said said && said.ok();
            if (!there) {
                var form = new LinkedHashMap<String, String>();
                form.put("From", consult.from());
                form.put("To", consult.to());
                form.put("Label", THIRD + call.call());
                form.put("Timeout", "30");
                form.put("EarlyMedia", "true");
                form.put("Beep", "false");
                form.put("EndConferenceOnExit", "false");
                done(client.post(account, "/Conferences/" + sid + "/Participants.json", form));
            }
        });
    }

    /// Customer and third party go to a room of their own, which ends when either leaves; the agent's stays up.
    private void complete(TwilioAccount account, CallRef call, AgentLeg agent) {
        conference(account, agent).ifPresent(sid -> {
            Reply third = client.get(account, participants(sid, THIRD + call.call()));
            if (!(third instanceof Said said && said.ok())) {
                throw dev.trunkline.problem.Problem.notInState(
                        "The third party is not on the line any more. Cancel the transfer, or call them again.");
            }
            Callback room = TwilioEvents.callback(call, "room");
            redirect(account, new CallRef(call.organization(), call.call(), said.text("call_sid")), room);
            redirect(account, call, room);
        });
    }

    private void cancel(TwilioAccount account, CallRef call, AgentLeg agent) {
        conference(account, agent).ifPresent(sid -> {
            done(client.delete(account, participants(sid, THIRD + call.call())));
            done(client.post(
                    account, participants(sid, String.valueOf(call.providerCallId())), Map.of("Hold", "false")));
        });
    }

    private void startRecording(TwilioAccount account, CallRef call) {
        var form = new LinkedHashMap<String, String>();
        form.put("RecordingChannels", "dual");
        form.put("RecordingStatusCallback", callbacks.recording(TwilioEvents.callback(call, "recorded")));
        form.put("RecordingStatusCallbackMethod", "POST");
        form.put("RecordingStatusCallbackEvent", "completed");
        done(client.post(account, recordings(call) + ".json", form));
    }

    private void recording(TwilioAccount account, CallRef call, String status) {
        var form = new LinkedHashMap<String, String>();
        form.put("Status", status);
        if (status.equals("paused")) {
            form.put("PauseBehavior", "skip");
        }
        done(client.post(account, recordings(call) + "/Twilio.CURRENT.json", form));
    }

    private static String recordings(CallRef call) {
        return "/Calls/" + TwilioClient.encoded(String.valueOf(call.providerCallId())) + "/Recordings";
    }
}
