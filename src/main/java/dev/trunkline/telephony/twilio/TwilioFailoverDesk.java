package dev.trunkline.telephony.twilio;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import dev.trunkline.telephony.AgentLegEvent;
import dev.trunkline.telephony.twilio.TwilioClient.NoAnswer;
import dev.trunkline.telephony.twilio.TwilioClient.NotSent;
import dev.trunkline.telephony.twilio.TwilioClient.Reply;
import dev.trunkline.telephony.twilio.TwilioClient.Said;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which of two accounts places calls. The second takes over when Twilio turns the first away, or when it fails several
/// times in a row; the first is used again when it answers well. Calls stay with the account that placed them.
final class TwilioFailoverDesk implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(TwilioFailoverDesk.class);

    /// Orders in a row that failed for no reason of their own; each of them may still have rung somebody.
    static final int FAILURES = 5;

    /// The second account places calls for at least this long, so that a first one that is half well does not throw
    /// everybody back and forth.
    static final Duration AT_LEAST = Duration.ofMinutes(5);

    /// Between two questions whether the first account is well again.
    private static final Duration ASK_EVERY = Duration.ofMinutes(1);

    private final TwilioAccountRepository accounts;
    private final Store store;
    private final NoticeRepository notices;
    private final Consumer<AgentLegEvent> legs;
    private final InstantSource clock;
    private final ConcurrentHashMap<OrganizationId, Integer> failures = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<OrganizationId, Instant> asked = new ConcurrentHashMap<>();
    private Function<TwilioAccount, @Nullable String> problemWith = _ -> null;

    TwilioFailoverDesk(
            TwilioAccountRepository accounts,
            Store store,
            NoticeRepository notices,
            Consumer<AgentLegEvent> legs,
            InstantSource clock) {
        this.accounts = accounts;
        this.store = store;
        this.notices = notices;
        this.legs = legs;
        this.clock = clock;
    }

    /// @param question null for an account that is well, else what is wrong with it
    void asks(Function<TwilioAccount, @Nullable String> question) {
        problemWith = question;
    }

    /// What an order met with. Errors and silence in a row mean that the account can't be used; each of those orders
    /// may still have rung somebody, so none of them is repeated.
    void heard(OrganizationId organization, TwilioAccount by, Reply reply) {
        String why = switch (reply) {
            case Said said when said.status() >= 500 -> "It answered " + said.status() + " several times in a row.";
            case Said _ -> null;
            case NotSent _ -> "It could not be reached several times in a row.";
            case NoAnswer _ -> "It did not answer several times in a row.";
        };
        if (why == null) {
            failures.remove(organization);
        } else if (failures.merge(organization, 1, Integer::sum) >= FAILURES) {
            failures.remove(organization);
            other(organization, by, why);
        }
    }

    /// The account to place calls by when this one turns them away; null: there is no other.
    @Nullable
    TwilioAccount other(OrganizationId organization, TwilioAccount by, String why) {
        TwilioAccounts all = accounts.all(organization);
        TwilioAccount current = all.current();
        if (current != null && !current.equals(by)) {
            // Somebody was faster.
            return current;
        }
        // There is no way on from the second one; the first is asked every minute whether it is well.
        if (all.isSecond() || all.second() == null) {
            return null;
        }
        change(organization, true, why);
        return all.second();
    }

    /// @param second the account to place calls by from now on
    /// @return whether that is a change
    boolean change(OrganizationId organization, boolean second, String why) {
        boolean changed = store.engine(organization, () -> {
            var use = new TwilioAccounts.Use(second, clock.instant(), why);
            boolean news = accounts.use(organization, use);
            if (news) {
                notices.post(
                        organization,
                        null,
                        Map.of(
                                "kind",
                                "provider-switched",
                                "level",
                                "warning",
                                "message",
                                "Calls go out by the " + (second ? "second" : "first") + " Twilio account now. "
                                        + why));
            }
            return news;
        });
        if (changed) {
            LOG.warn("{} calls by its {} Twilio account now: {}", organization, second ? "second" : "first", why);
            // A conference is in one account: browsers call in again, by a token of this one.
            legs.accept(new AgentLegEvent.AllWent(organization));
        }
        return changed;
    }

    @Override
    public void step(OrganizationId organization) {
        TwilioAccounts remembered = accounts.remembered(organization);
        if (remembered == null || !remembered.isSecond()) {
            return;
        }
        TwilioAccounts all = accounts.all(organization);
        Instant now = clock.instant();
        Instant since = all.use().since();
        if (!all.isSecond() || all.first() == null || (since != null && now.isBefore(since.plus(AT_LEAST)))) {
            return;
        }
        Instant last = asked.get(organization);
        if (last != null && now.isBefore(last.plus(ASK_EVERY))) {
            return;
        }
        asked.put(organization, now);
        if (problemWith.apply(all.first()) == null) {
            change(organization, false, "It answers well again.");
        }
    }
}
