package dev.trunkline.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.csv.CsvRow;
import dev.trunkline.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A hand-made table, as in us-500.csv.
                "id;first_name;last_name;company_name;address;city;county;state;zip;phone1;phone2;email;web"
                        + "|ignore firstName lastName company address city custom:county state postcode phone phone email custom:web",
                // HubSpot
                "Record ID;First Name;Last Name;Email;Phone Number;Mobile Phone Number;Company name;Contact owner;State/Region;Postal Code;Country/Region;Time Zone"
                        + "|externalId firstName lastName email phone phone company custom:Contact_owner state postcode country timeZone",
                // Salesforce
                "Salutation;First Name;Last Name;Title;Company / Account;Mailing Street;Mailing City;Mailing State/Province;Mailing Zip/Postal Code;Mailing Country;Phone;Mobile;Fax;Email;Account Name"
                        + "|custom:Salutation firstName lastName custom:Title company address city state postcode country phone phone custom:Fax email custom:Account_Name",
                // Google Contacts
                "First Name;Phonetic First Name;Last Name;Organization Name;E-mail 1 - Label;E-mail 1 - Value;Phone 1 - Label;Phone 1 - Value;Phone 2 - Value;Address 1 - Street;Address 1 - City;Address 1 - Region;Address 1 - Postal Code;Notes"
                        + "|firstName custom:Phonetic_First_Name lastName company custom:E-mail_1_-_Label email custom:Phone_1_-_Label phone phone address city state postcode notes",
                // Outlook
                "First Name;Last Name;Company;Business Street;Business City;Business Phone;Home Phone;Mobile Phone;Business Fax;E-mail Address;E-mail Type"
                        + "|firstName lastName company address city phone phone phone custom:Business_Fax email custom:E-mail_Type",
                "Vorname;Name;Firma;Straße;PLZ;Ort;Telefon;E-Mail;Bemerkungen|firstName lastName company address postcode city phone email notes",
                "Prénom;Nom;Société;Téléphone;Courriel;Code postal;Ville|firstName lastName company phone email postcode city",
                "Nombre;Apellidos;Empresa;Teléfono móvil;Correo electrónico;Ciudad|firstName lastName company phone email city",
                "Customer Name;Contact Number;Phone Type;Company Phone|fullName phone custom:Phone_Type phone",
            })
    void headers_of_real_exports_are_understood(String headers, String targets) {
        List<Column> columns = ColumnGuess.of(row(headers), List.of(), "US");
        assertThat(columns.stream()
                        .map(column -> column.mappedTo().replace(' ', '_'))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(targets);
    }

    @Test
    void without_headers_the_cells_tell_what_they_are() {
        List<CsvRow> rows = List.of(
                row("James;Butt;504-621-8927;jbutt@gmail.com;17"), row("Ana;Pérez;810-292-9388;ana@example.org;18"));
        assertThat(ColumnGuess.hasHeader(rows.getFirst())).isFalse();
        assertThat(targets(ColumnGuess.of(null, rows, "US")))
                .containsExactly("firstName", "lastName", "phone", "email", "custom:Column 5");
    }

    @Test
    void an_unknown_header_over_numbers_is_a_phone_column() {
        List<CsvRow> rows = List.of(row("Ada;504-621-8927"), row("Bob;810-292-9388"));
        assertThat(targets(ColumnGuess.of(row("Who;Ziffern"), rows, "US"))).containsExactly("custom:Who", "phone");
    }

    @Test
    void a_choice_may_be_written_either_way_round_and_by_index() {
        List<Column> guessed = ColumnGuess.of(row("A;B;C;D"), List.of(), "US");
        List<Column> columns = Mapping.apply(
                guessed,
                List.of(
                        new Mapping.Choice("A", "phone"),
                        new Mapping.Choice("company", "b"),
                        new Mapping.Choice("2", "custom:Score"),
                        new Mapping.Choice("D", "first_name")));
        assertThat(targets(columns)).containsExactly("phone", "company", "custom:Score", "firstName");
    }

    @Test
    void a_choice_takes_a_meaning_from_a_guess() {
        List<Column> guessed = ColumnGuess.of(row("Company;Account holder;Phone"), List.of(), "US");
        assertThat(targets(Mapping.apply(guessed, List.of(new Mapping.Choice("Account holder", "company")))))
                .containsExactly("custom:Company", "company", "phone");
    }

    @Test
    void every_wrong_choice_is_named_at_once() {
        List<Column> guessed = ColumnGuess.of(row("A;B"), List.of(), "US");
        assertThatThrownBy(() -> Mapping.apply(
                        guessed, List.of(new Mapping.Choice("X", "phone"), new Mapping.Choice("A", "shoe size"))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.fields())
                                .extracting(Problem.Field::field)
                                .containsExactly("mapping.X", "mapping.A"));
    }

    @Test
    void a_row_becomes_a_lead_and_loses_nothing() {
        List<Column> columns = ColumnGuess.of(row("Name;Phone;Phone 2;State;Time zone;Score"), List.of(), "US");
        var reading = new RowReader(columns, "US", false)
                .read(row("Butt, James;504-621-8927 / 810 292 9388;12;TX;Middle Earth;7;extra"));
        assertThat(reading).isInstanceOfSatisfying(RowReading.Usable.class, usable -> {
            LeadRow lead = usable.row();
            assertThat(lead.firstName() + "|" + lead.lastName()).isEqualTo("James|Butt");
            assertThat(lead.phones())
                    .extracting(phone -> phone.number().e164())
                    .containsExactly("+15046218927", "+18102929388");
            assertThat(lead.addressZones()).containsExactly("America/Chicago", "America/Denver");
            assertThat(lead.customFields())
                    .containsEntry("Phone 2 (not a usable number)", "12")
                    .containsEntry("timeZone (not understood)", "Middle Earth")
                    .containsEntry("Score", "7")
                    .containsEntry("Column 7", "extra");
        });
    }

    @Test
    void a_row_without_a_usable_number_says_why() {
        List<Column> columns = ColumnGuess.of(row("Name;Phone"), List.of(), "US");
        assertThat(new RowReader(columns, "US", false).read(row("Ada;123")))
                .isInstanceOfSatisfying(
                        RowReading.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("“123” does not exist"));
        assertThat(new RowReader(columns, "US", false).read(row("Ada;")))
                .isInstanceOfSatisfying(
                        RowReading.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("There is no phone number in this row."));
    }

    @Test
    void search_words_are_folded_and_hold_every_way_to_type_a_number() {
        Set<String> words = SearchWords.of("Renée", "O’Neill-Straße", "Łódź & Co", "r.oneill@Example.org");
        assertThat(words).containsExactlyInAnyOrder("renee", "oneill", "strasse", "lodz", "co", "r.oneill@example.org");
        assertThat(SearchWords.joined(words, List.of(new SearchWords.Digits("+442079460123", "2079460123"))))
                .startsWith(" 2079460123 442079460123 co ")
                .endsWith(" strasse ");
        assertThat(SearchWords.ofQuery("  RENÉE stras ")).containsExactly("renee", "stras");
        assertThat(SearchWords.ofQuery("020 7946")).containsExactly("207946");
        assertThat(SearchWords.ofQuery("+44 (20) 79")).containsExactly("442079");
        assertThat(SearchWords.ofQuery(" - ")).isEmpty();
    }

    private static List<String> targets(List<Column> columns) {
        return columns.stream().map(Column::mappedTo).toList();
    }

    private static CsvRow row(String cells) {
        return new CsvRow(1, Arrays.asList(cells.split(";", -1)), false);
    }
}
