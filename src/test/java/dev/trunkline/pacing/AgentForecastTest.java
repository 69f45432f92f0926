package dev.trunkline.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AgentForecastTest {

    /// On a simulated floor that lives sixty times faster, a tenth of a second of ours is many of its own.
    @Test
    void somebody_who_talks_for_hours_is_forecast_whatever_the_patience_of_those_who_wait() {
        double[] rates = new double[StateTally.BINS];
        Arrays.fill(rates, 0.01);
        var forecast = new AgentForecast(rates, rates, 1, 12);
        assertThat(Arrays.stream(forecast.afterTalk(7_200)).boxed())
                .hasSize(Horizon.SIZE + 1)
                .allMatch(chance -> chance >= 0 && chance <= 1);
        assertThat(Arrays.stream(forecast.afterWrap(7_200)).boxed())
                .hasSize(Horizon.SIZE + 1)
                .allMatch(chance -> chance >= 0 && chance <= 1);
    }
}
