package dev.trunkline.security;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Counts wrong passwords by e-mail address. Addresses nobody has are counted like any other, so that waiting tells
/// nothing. A try is counted before the password is looked at: a thousand at once get no further than one after
/// another.
@Component
class ThrottleRepository {

    private final Store store;

    ThrottleRepository(Store store) {
        this.store = store;
    }

    /// Counts a try. Empty: go on. Else: how long to wait, and the password must not be looked at.
    Optional<Duration> tryOnce(OrganizationId organization, String email) {
        forgetOld(organization);
        int taken = store.jdbc()
                .sql("""
                        INSERT INTO login_throttle AS t (organization_id, email, failures, blocked_until)
                        VALUES (:organization, :email, 1, app_now())
                        ON CONFLICT (organization_id, email) DO UPDATE
                           SET failures = t.failures + 1,
                               blocked_until = app_now() + CASE WHEN t.failures + 1 < 10 THEN interval '0'
                                 ELSE least(interval '15 minutes', interval '30 seconds' * power(2, least(t.failures - 9, 10))) END
                         WHERE t.blocked_until <= app_now()""")
                .param("organization", organization.value())
                .param("email", email)
                .update();
        return taken == 1 ? Optional.empty() : Optional.of(wait(organization, email));
    }

    private Duration wait(OrganizationId organization, String email) {
        long seconds = store.jdbc()
                .sql("""
                        SELECT ceil(extract(epoch FROM blocked_until - app_now()))::bigint FROM login_throttle
                         WHERE organization_id = :organization AND email = :email""")
                .param("organization", organization.value())
                .param("email", email)
                .query(Long.class)
                .single();
        return Duration.ofSeconds(Math.max(1, seconds));
    }

    /// The password was right.
    void forget(OrganizationId organization, String email) {
        store.jdbc()
                .sql("DELETE FROM login_throttle WHERE organization_id = :organization AND email = :email")
                .param("organization", organization.value())
                .param("email", email)
                .update();
    }

    private void forgetOld(OrganizationId organization) {
        store.jdbc()
                .sql(
                        "DELETE FROM login_throttle WHERE organization_id = :organization AND blocked_until < app_now() - interval '1 day'")
                .param("organization", organization.value())
                .update();
    }
}
