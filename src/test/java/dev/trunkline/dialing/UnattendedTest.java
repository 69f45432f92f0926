package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UnattendedTest {

    private static TestDatabase database;
    private static Floor floor;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        floor = new Floor(database);
    }

    @AfterAll
    static void close() {
        floor.close();
        database.close();
    }

    @Test
    void a_campaign_calls_each_lead_once_and_completes_by_itself() {
        var organization = floor.organization(database, "{\"speed\": 200}");
        floor.number(organization, "+12025550100");
        var campaign = floor.campaign(
                organization,
                CampaignMode.UNATTENDED,
                floor.leads(organization, 60),
                s -> s.attempts(1).concurrent(10));
        floor.get(ControlDesk.class).start(organization, campaign);
        floor.awaitStatus(organization, campaign, CampaignStatus.COMPLETED, Duration.ofMinutes(3));

        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call WHERE attempt_counted"))
                .isEqualTo(60);
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call WHERE ended_at IS NULL"))
                .isZero();
        assertThat(floor.one(organization, Long.class, "SELECT count(DISTINCT lead_id) FROM call"))
                .isEqualTo(60);
        var view = floor.store
                .engine(organization, () -> floor.get(CampaignRepository.class).view(organization, campaign))
                .orElseThrow();
        assertThat(view.completedLeads()).isEqualTo(60);
    }

    @Test
    void a_number_past_its_daily_cap_is_not_called_from_and_the_campaign_says_so() {
        var organization = floor.organization(database, "{\"speed\": 200}");
        floor.number(organization, "+12025550100");
        floor.number(organization, "+12025550101");
        floor.sql(organization, "UPDATE number SET daily_cap = :x WHERE e164 = '+12025550100'", 3);
        floor.sql(organization, "UPDATE number SET daily_cap = :x WHERE e164 = '+12025550101'", 5);
        var campaign = floor.campaign(
                organization,
                CampaignMode.UNATTENDED,
                floor.leads(organization, 20),
                s -> s.attempts(1).concurrent(10));
        floor.get(ControlDesk.class).start(organization, campaign);

        Awaitility.await("all calls that the caps allow have ended")
                .atMost(Duration.ofMinutes(1))
                .until(() -> floor.one(organization, Long.class, "SELECT count(*) FROM call WHERE ended_at IS NOT NULL")
                        == 8);
        assertThat(calls(organization, "+12025550100")).isEqualTo(3);
        assertThat(calls(organization, "+12025550101")).isEqualTo(5);
        assertThat(floor.status(organization, campaign)).isEqualTo(CampaignStatus.RUNNING);
        var blockers =
                floor.get(EligibilityDesk.class).explain(organization, campaign).blockers();
        assertThat(blockers)
                .filteredOn(blocker -> blocker.reason().equals("number-cap"))
                .singleElement()
                .satisfies(blocker -> assertThat(blocker.until())
                        .isBetween(
                                Instant.now().plus(Duration.ofHours(23)),
                                Instant.now().plus(Duration.ofHours(25))));

        // The cap is raised, and the campaign goes on by itself.
        floor.sql(organization, "UPDATE number SET daily_cap = :x", 100);
        floor.awaitStatus(organization, campaign, CampaignStatus.COMPLETED, Duration.ofMinutes(1));
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call"))
                .isEqualTo(20);
    }

    private static long calls(OrganizationId organization, String from) {
        return floor.one(organization, Long.class, "SELECT count(*) FROM call WHERE from_e164 = '" + from + "'");
    }
}
