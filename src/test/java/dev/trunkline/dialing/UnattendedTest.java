package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
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
}
