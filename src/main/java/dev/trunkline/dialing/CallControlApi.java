package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.calls.CallView;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.PhoneReading;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// What an agent does to a call while talking, over HTTP: to their own calls; supervisors to all. Each answers the call
/// as it then is.
@RestController
class CallControlApi {

    private final Store store;
    private final CallViewDesk calls;
    private final CallControlDesk desk;
    private final LaunchRepository launches;

    CallControlApi(Store store, CallViewDesk calls, CallControlDesk desk, LaunchRepository launches) {
        this.store = store;
        this.calls = calls;
        this.desk = desk;
        this.launches = launches;
    }

    @PostMapping("/api/calls/{id}/hold")
    @Requires(Role.AGENT)
    CallView hold(Caller caller, @PathVariable UUID id) {
        desk.hold(caller.organization(), visible(caller, id), true);
        return calls.view(caller, id);
    }

    @PostMapping("/api/calls/{id}/unhold")
    @Requires(Role.AGENT)
    CallView unhold(Caller caller, @PathVariable UUID id) {
        desk.hold(caller.organization(), visible(caller, id), false);
        return calls.view(caller, id);
    }

    @PostMapping("/api/calls/{id}/mute")
    @Requires(Role.AGENT)
    CallView mute(Caller caller, @PathVariable UUID id) {
        desk.mute(caller.organization(), visible(caller, id), true);
        return calls.view(caller, id);
    }

    @PostMapping("/api/calls/{id}/unmute")
    @Requires(Role.AGENT)
    CallView unmute(Caller caller, @PathVariable UUID id) {
        desk.mute(caller.organization(), visible(caller, id), false);
        return calls.view(caller, id);
    }

    /// @param digits 1 to 32 of `0-9`, `*`, `#`, and `w` for a pause of half a second
    record Digits(@Nullable String digits) {}

    @PostMapping("/api/calls/{id}/dtmf")
    @Requires(Role.AGENT)
    CallView digits(Caller caller, @PathVariable UUID id, @RequestBody Digits body) {
        CallId call = visible(caller, id);
        String digits = body.digits() == null ? "" : body.digits().strip();
        if (!digits.matches("[0-9*#w]{1,32}")) {
            throw Problem.validation("digits", "Digits are 1 to 32 of 0-9, * and #; w is a pause of half a second.");
        }
        desk.sendDigits(caller.organization(), call, digits);
        return calls.view(caller, id);
    }

    /// @param kind `blind`: the customer goes there at once; `warm`: you talk to them first, the customer waits
    /// @param action of a warm transfer: `start` (the default, with `to`), `complete`, `cancel`
    record Transfer(
            @Nullable String to,
            @Nullable String kind,
            @Nullable String action) {}

    @PostMapping("/api/calls/{id}/transfer")
    @Requires(Role.AGENT)
    CallView transfer(Caller caller, @PathVariable UUID id, @RequestBody Transfer body) {
        CallId call = visible(caller, id);
        OrganizationId organization = caller.organization();
        switch (body.action() == null ? "start" : body.action()) {
            case "complete" -> desk.completeTransfer(organization, call);
            case "cancel" -> desk.cancelTransfer(organization, call);
            case "start" -> {
                String to = number(organization, body.to());
                switch (body.kind() == null ? "blind" : body.kind()) {
                    case "blind" -> desk.transfer(organization, call, to);
                    case "warm" -> desk.consult(organization, call, to);
                    default -> throw Problem.validation("kind", "A transfer is blind or warm.");
                }
            }
            default -> throw Problem.validation("action", "A transfer can be started, completed or canceled.");
        }
        return calls.view(caller, id);
    }

    /// To a country the organization does not call nobody is transferred either.
    private String number(OrganizationId organization, @Nullable String text) {
        DialingFacts facts = store.web(organization, () -> launches.facts(organization));
        return switch (PhoneParser.read(text == null ? "" : text, facts.country())) {
            case PhoneNumber number when facts.countries().contains(number.region()) -> number.e164();
            case PhoneNumber _ ->
                throw Problem.of(
                        422,
                        "blocked-by-rule",
                        "Numbers of this country may not be called. An admin can allow it under Settings → Calling.");
            case PhoneReading.NotANumber wrong -> throw Problem.validation("to", wrong.reason());
        };
    }

    record VoicemailDrop(@Nullable String messageId) {}

    @PostMapping("/api/calls/{id}/voicemail-drop")
    @Requires(Role.AGENT)
    CallView dropVoicemail(
            Caller caller, @PathVariable UUID id, @RequestBody(required = false) @Nullable VoicemailDrop body) {
        desk.dropVoicemail(caller.organization(), visible(caller, id), body == null ? null : body.messageId());
        return calls.view(caller, id);
    }

    /// @param action `start`, `pause`, `resume`, `stop`
    record Recording(@Nullable String action) {}

    @PostMapping("/api/calls/{id}/recording")
    @Requires(Role.AGENT)
    CallView recording(Caller caller, @PathVariable UUID id, @RequestBody Recording body) {
        CallId call = visible(caller, id);
        CallControlDesk.Recording wanted = switch (body.action() == null ? "" : body.action()) {
            case "start" -> CallControlDesk.Recording.START;
            case "pause" -> CallControlDesk.Recording.PAUSE;
            case "resume" -> CallControlDesk.Recording.RESUME;
            case "stop" -> CallControlDesk.Recording.STOP;
            default -> throw Problem.validation("action", "A recording can be told to start, pause, resume or stop.");
        };
        desk.record(caller.organization(), call, wanted);
        return calls.view(caller, id);
    }

    private CallId visible(Caller caller, UUID id) {
        return calls.visible(caller, id).id();
    }
}
