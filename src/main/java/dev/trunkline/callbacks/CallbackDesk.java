package dev.trunkline.callbacks;

import dev.trunkline.access.Caller;
import dev.trunkline.callbacks.CallbackRepository.Row;
import dev.trunkline.ids.CallbackId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Keeps appointments: made and moved by people, told about when they fall due, handed over when their agent is away.
@Component
public class CallbackDesk {

    private final Store store;
    private final CallbackRepository callbacks;
    private final NoticeRepository notices;
    private final List<Consumer<CallbackMoved>> moved;
    private final InstantSource clock;

    CallbackDesk(
            Store store,
            CallbackRepository callbacks,
            NoticeRepository notices,
            List<Consumer<CallbackMoved>> moved,
            InstantSource clock) {
        this.store = store;
        this.callbacks = callbacks;
        this.notices = notices;
        this.moved = moved;
        this.clock = clock;
    }

    /// Makes an appointment. In a campaign, the lead's place in its queue waits for the time, also when it was through
    /// with it already.
    public CallbackId make(OrganizationId organization, CallbackRepository.Draft draft) {
        return store.web(organization, () -> {
            CampaignId campaign = draft.campaign();
            if (campaign != null) {
                String entry = callbacks
                        .lockEntry(organization, campaign, draft.lead())
                        .orElseThrow(
                                () -> Problem.validation("campaignId", "The lead is not in this campaign's queue."));
                if (entry.equals("CALLING")) {
                    throw Problem.notInState(
                            "This lead is in a call of the campaign. Give that call the outcome callback instead.");
                }
                callbacks.appoint(organization, campaign, draft.lead(), draft.dueAt(), draft.user());
            }
            CallbackId id = callbacks.make(organization, draft);
            tell(organization, campaign);
            return id;
        });
    }

    /// Null leaves a thing as it is.
    ///
    /// @param hand whose it becomes; an empty hand is anyone's
    public record Change(
            @Nullable Instant dueAt,
            @Nullable Hand hand,
            @Nullable String notes,
            @Nullable CallbackStatus status) {

        public record Hand(@Nullable UserId user) {}
    }

    public void change(OrganizationId organization, CallbackId id, Change change) {
        store.web(organization, () -> {
            Row row = callbacks.lock(organization, id).orElseThrow(() -> Problem.notFound("callback"));
            if (row.status() != CallbackStatus.PENDING) {
                throw Problem.notInState("This callback is " + row.status() + " already.");
            }
            if (change.status() != null && change.status() != CallbackStatus.PENDING) {
                close(organization, row, change.status());
                return;
            }
            Instant at = change.dueAt() == null ? row.dueAt() : change.dueAt();
            UserId user = change.hand() == null ? row.userId() : change.hand().user();
            callbacks.change(organization, row, user, at, change.notes());
            boolean sameTime = at.equals(row.dueAt()) && Objects.equals(user, row.userId());
            CampaignId campaign = row.campaignId();
            if (campaign != null && !sameTime && !isCalling(organization, campaign, row.leadId())) {
                callbacks.appoint(organization, campaign, row.leadId(), at, user);
            }
            tell(organization, campaign);
        });
    }

    private boolean isCalling(OrganizationId organization, CampaignId campaign, LeadId lead) {
        return callbacks
                .lockEntry(organization, campaign, lead)
                .filter("CALLING"::equals)
                .isPresent();
    }

    private void close(OrganizationId organization, Row row, CallbackStatus status) {
        callbacks.close(organization, row.id(), status);
        callbacks.onAgenda(organization, row.id(), null);
        if (row.campaignId() != null) {
            callbacks.dismiss(
                    organization,
                    row.campaignId(),
                    row.leadId(),
                    status == CallbackStatus.DONE ? "callback-done" : "callback-canceled");
        }
        tell(organization, row.campaignId());
    }

    /// Its time on the agenda has come. It stays there for as long as something may have to be done about it.
    public void due(OrganizationId organization, CallbackId id) {
        store.engine(organization, () -> {
            Row row = callbacks.lock(organization, id).orElse(null);
            callbacks.onAgenda(organization, id, row == null ? null : next(organization, row));
        });
    }

    private @Nullable Instant next(OrganizationId organization, Row row) {
        Instant now = clock.instant();
        if (row.status() != CallbackStatus.PENDING) {
            return null;
        }
        if (row.dueAt().isAfter(now)) {
            return row.dueAt();
        }
        if (row.toldAt() == null) {
            callbacks.told(organization, row.id());
            say(organization, row, "callback-due");
            tell(organization, row.campaignId());
        }
        CampaignId campaign = row.campaignId();
        UserId user = row.userId();
        if (campaign == null || user == null) {
            return null;
        }
        var decision = HandOver.decide(row.dueAt(), callbacks.sits(organization, campaign, user), now);
        if (decision.now()) {
            callbacks.handOver(organization, row);
            say(organization, row, "callback-handed-over");
            tell(organization, campaign);
        }
        return decision.lookAgain();
    }

    /// To its agent. Anyone's in a campaign comes to somebody by itself; outside of any, everybody is told.
    private void say(OrganizationId organization, Row row, String kind) {
        if (row.userId() != null || row.campaignId() == null) {
            notices.post(
                    organization,
                    row.userId(),
                    Map.of(
                            "kind", kind,
                            "callbackId", row.id().toString(),
                            "leadId", row.leadId().toString(),
                            "dueAt", row.dueAt().toString()));
        }
    }

    private void tell(OrganizationId organization, @Nullable CampaignId campaign) {
        if (campaign != null) {
            var event = new CallbackMoved(organization, campaign);
            store.afterCommit(() -> moved.forEach(listener -> listener.accept(event)));
        }
    }

    /// The appointment, if the caller may see it.
    public Callback get(Caller caller, CallbackId id) {
        return store.web(caller.organization(), () -> callbacks.find(caller, id))
                .orElseThrow(() -> Problem.notFound("callback"));
    }
}
