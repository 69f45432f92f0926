package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class TwilioAccountRepositoryTest {

    private static final Secrets SECRETS = new Secrets("a secret key of the tests");
    private static final TwilioSettings NONE = new TwilioSettings(
            "", "", "", "", "", "http://twilio.test", 1, new TwilioSettings.Second("", "", "", "", ""));

    @Test
    void what_is_known_serves_while_the_database_is_gone_and_changes_are_seen_when_it_is_back() {
        var gone = new AtomicBoolean();
        var refused = new AtomicInteger();
        try (TestDatabase database = TestDatabase.fresh()) {
            OrganizationId organization = database.organization();
            var elsewhere = new TwilioAccountRepository(database.store(), SECRETS, NONE);
            var here = new TwilioAccountRepository(
                    database.through(source -> new DelegatingDataSource(source) {
                        @Override
                        public Connection getConnection() throws SQLException {
                            if (gone.get()) {
                                refused.incrementAndGet();
                                throw new SQLException("the database is gone");
                            }
                            return super.getConnection();
                        }
                    }),
                    SECRETS,
                    NONE);
            TwilioAccount before = new TwilioAccount("AC1", "token", null, null, null);
            TwilioAccount after = new TwilioAccount("AC2", "token", null, null, null);
            database.store().engine(organization, () -> elsewhere.save(organization, false, before));
            assertThat(here.find(organization)).contains(before);

            gone.set(true);
            await().until(() -> here.find(organization).equals(Optional.of(before)) && refused.get() > 0);
            gone.set(false);
            database.store().engine(organization, () -> elsewhere.save(organization, false, after));

            await().untilAsserted(() -> assertThat(here.find(organization)).contains(after));
        }
    }
}
