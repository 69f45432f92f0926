package dev.trunkline.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneTest {

    @ParameterizedTest
    @CsvSource({
        "504-621-8927, US, +15046218927, fixed-or-mobile, US",
        "(504) 621-8927 ext. 12, US, +15046218927, fixed-or-mobile, US",
        "'+1 504 621 8927', GB, +15046218927, fixed-or-mobile, US",
        "5046218927.0, US, +15046218927, fixed-or-mobile, US",
        "15046218927, US, +15046218927, fixed-or-mobile, US",
        "020 7946 0000, GB, +442079460000, fixed, GB",
        "0044 20 7946 0000, GB, +442079460000, fixed, GB",
        "07400 123456, GB, +447400123456, mobile, GB",
        "800 555 0199, US, +18005550199, toll-free, US",
        "0900 1234567, DE, +499001234567, premium, DE",
        "416 555 0134, US, +14165550134, fixed-or-mobile, CA",
        "tel:+33-1-42-68-53-00, US, +33142685300, fixed, FR",
    })
    void a_number_is_read_as_people_write_it(String text, String region, String e164, String type, String home) {
        PhoneReading reading = PhoneParser.read(text, region);
        assertThat(reading).isInstanceOfSatisfying(PhoneNumber.class, number -> {
            assertThat(number.e164()).isEqualTo(e164);
            assertThat(number.type()).hasToString(type);
            assertThat(number.region()).isEqualTo(home);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', US, There is no phone number.",
        "'12345', US, “12345” does not exist in the numbering plan of United States.",
        "'n/a', US, “n/a” is not a phone number.",
        "'4.41235E+11', GB, “4.41235E+11” was rounded by a spreadsheet; export that column as text.",
    })
    void what_is_no_number_says_why(String text, String region, String reason) {
        assertThat(PhoneParser.read(text, region)).isEqualTo(new PhoneReading.NotANumber(reason));
    }

    @Test
    void a_very_long_text_is_no_number() {
        assertThat(PhoneParser.numberOrNull("5".repeat(2_000_000), "US")).isNull();
    }

    @Test
    void zones_of_an_area_code_that_lies_in_two_zones_are_both_given() {
        assertThat(number("+1 208 555 0123").zones()).containsExactly("America/Boise", "America/Los_Angeles");
    }

    @Test
    void a_split_state_lists_all_its_zones() {
        assertThat(Places.zones("", "TX", "", "US", List.of())).containsExactly("America/Chicago", "America/Denver");
        assertThat(Places.zones("", "Florida", "", "US", List.of()))
                .containsExactly("America/Chicago", "America/New_York");
    }

    @ParameterizedTest
    @CsvSource({
        "US, '', 10001, America/New_York",
        "US, '', 2134, America/New_York",
        "US, '', 94105-1234, America/Los_Angeles",
        "USA, ca, '', America/Los_Angeles",
        "Canada, '', V6B 1A1, 'America/Edmonton,America/Fort_Nelson,America/Vancouver'",
        "'', Québec, '', 'America/Halifax,America/Puerto_Rico,America/Toronto'",
        "Deutschland, '', 10115, 'Europe/Berlin,Europe/Busingen'",
        "AU, WA, 6000, 'Australia/Eucla,Australia/Perth'",
        "Nowhere, '', '', ''",
    })
    void an_address_tells_its_zones(String country, String state, String postcode, String zones) {
        assertThat(String.join(",", Places.zones(country, state, postcode, "US", List.of())))
                .isEqualTo(zones);
    }

    @Test
    void a_country_counts_only_where_it_tells_something_new() {
        assertThat(Places.zones("US", "", "", "US", List.of("America/Chicago"))).isEmpty();
        assertThat(Places.zones("United Kingdom", "", "", "US", List.of("America/Chicago")))
                .containsExactly("Europe/London");
    }

    @Test
    void the_window_is_the_union_of_all_hints() {
        assertThat(TimeZones.windowKey(List.of("America/New_York"), Set.of("America/Los_Angeles"), "America/Denver"))
                .isEqualTo("America/Denver,America/Los_Angeles,America/New_York");
        assertThat(TimeZones.windowKey(List.of(), Set.of(), null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "america/chicago, America/Chicago",
        "America/New York, America/New_York",
        "Eastern Time (US & Canada), America/New_York",
        "(GMT-06:00) Central Time (US & Canada), America/Chicago",
        "PST, America/Los_Angeles",
    })
    void a_stated_zone_is_understood(String text, String zone) {
        assertThat(TimeZones.named(text)).isEqualTo(zone);
    }

    @Test
    void an_unknown_stated_zone_is_no_hint() {
        assertThat(TimeZones.named("Middle Earth")).isNull();
    }

    @Test
    void every_zone_in_the_tables_exists() {
        assertThat(Places.allZones())
                .allSatisfy(zone -> assertThat(ZoneId.of(zone)).isNotNull());
    }

    private static PhoneNumber number(String text) {
        return (PhoneNumber) PhoneParser.read(text, "US");
    }
}
