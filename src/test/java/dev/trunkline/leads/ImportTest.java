package dev.trunkline.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.trunkline.compliance.NumbersBlocked;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImportTest {

    private static final String TWO = """
            first,last,phone,email
            James,Butt,504-621-8927,jbutt@example.com
            Ana,Pérez,(810) 292-9388,ana@example.com
            """;

    private static TestDatabase database;

    @TempDir
    Path directory;

    private Imports imports;
    private ListId list;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void prepare() {
        imports = new Imports(database, directory);
        list = imports.list();
    }

    @Test
    void a_file_becomes_leads_that_are_found_and_have_their_zones() {
        LeadImport done = imports.run(list, TWO, OnDuplicate.SKIP);
        assertThat(done.status()).isEqualTo(ImportStatus.COMPLETED);
        assertCounts(done, 2, 2, 0, 0, 0);
        assertThat(done.bytesRead()).isEqualTo(done.bytesTotal());
        Lead james = imports.find("jam").getFirst();
        assertThat(james.phones().getFirst().number()).isEqualTo("+15046218927");
        assertThat(james.phones().getFirst().primary()).isTrue();
        assertThat(james.timeZone()).isEqualTo("America/Chicago");
        assertThat(james.listIds()).containsExactly(list);
        assertThat(imports.find("8927")).containsExactly(james);
        assertThat(imports.find("504 621")).containsExactly(james);
        assertThat(imports.find("perez ana")).extracting(Lead::lastName).containsExactly("Pérez");
        assertThat(imports.find("ana jam")).isEmpty();
        assertThat(imports.count("SELECT lead_count FROM list")).isEqualTo(2);
        assertThat(imports.events).containsExactly(new LeadsAdded(imports.organization, list));
        assertThat(imports.files.here()).isEmpty();
    }

    @Test
    void looking_at_leads_and_intersecting_words_find_the_same() {
        var text = new StringBuilder("first,last,company,phone\n");
        for (int i = 0; i < 4_000; i++) {
            text.append(i % 2 == 0 ? "Zoe" : "Zora")
                    .append(",Xa")
                    .append(i % 7)
                    .append(i % 1000 == 999 ? ",Rarity" : ",Common")
                    .append(",213-5%02d-%04d\n".formatted(50 + i / 10_000, i % 10_000));
        }
        imports.run(list, text.toString(), OnDuplicate.SKIP);
        assertThat(imports.find("rar zo")).hasSize(4);
        // Too few of the first leads have both words, so the ranges are intersected.
        assertThat(imports.find("common zor xa6"))
                .hasSize(100)
                .allSatisfy(
                        lead -> assertThat(lead.firstName() + lead.lastName()).isEqualTo("ZoraXa6"));
        assertThat(imports.find("zo xa nothing")).isEmpty();
        assertThat(imports.find("zoe zora")).isEmpty();
        assertThat(imports.find("z x c")).hasSize(100);
    }

    @Test
    void the_window_is_the_union_of_number_and_address() {
        imports.run(list, "name,phone,state\nAda,504-621-8927,CA\n", OnDuplicate.SKIP);
        assertThat(imports.count("""
                SELECT count(*) FROM lead_phone WHERE window_key = 'America/Chicago,America/Los_Angeles'""")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(OnDuplicate.class)
    void the_same_file_again_makes_no_new_leads(OnDuplicate onDuplicate) {
        imports.run(list, TWO, onDuplicate);
        LeadImport again = imports.run(list, TWO, onDuplicate);
        assertThat(again.importedRows()).isZero();
        assertThat(again.updatedRows() + again.duplicateRows()).isEqualTo(2);
        assertThat(imports.all(list)).hasSize(2);
    }

    @Test
    void skip_puts_a_lead_that_is_known_into_the_list_and_leaves_it_as_it_is() {
        imports.run(list, TWO, OnDuplicate.SKIP);
        ListId other = imports.list();
        LeadImport done =
                imports.run(other, "first,phone\nJimmy,+1 504 621 8927\nNew,213-555-0111\n", OnDuplicate.SKIP);
        assertCounts(done, 2, 1, 0, 1, 0);
        assertThat(imports.all(other)).extracting(Lead::firstName).containsExactly("James", "New");
    }

    @Test
    void update_overwrites_what_is_filled_in_and_keeps_the_rest() {
        imports.run(list, TWO, OnDuplicate.SKIP);
        LeadImport done = imports.run(
                list, "first,phone,phone 2,company,Score\nJimmy,5046218927,213-555-0111,Acme,7\n", OnDuplicate.UPDATE);
        assertCounts(done, 1, 0, 1, 0, 0);
        Lead james = imports.find("jimmy").getFirst();
        assertThat(james.lastName()).isEqualTo("Butt");
        assertThat(james.email()).isEqualTo("jbutt@example.com");
        assertThat(james.company()).isEqualTo("Acme");
        assertThat(james.customFields()).containsEntry("Score", "7");
        assertThat(james.phones()).extracting(LeadPhone::number).containsExactly("+15046218927", "+12135550111");
        assertThat(imports.find("james")).isEmpty();
        assertThat(imports.find("acme 0111")).containsExactly(james);
        assertThat(imports.count("SELECT count(*) FROM lead_phone WHERE window_key = ''"))
                .isZero();
    }

    @Test
    void add_makes_a_second_lead_of_the_same_number() {
        imports.run(list, TWO, OnDuplicate.SKIP);
        LeadImport done = imports.run(list, "first,phone\nTwin,5046218927\nTwin two,5046218927\n", OnDuplicate.ADD);
        assertCounts(done, 2, 2, 0, 0, 0);
        assertThat(imports.find("8927")).hasSize(3);
    }

    @Test
    void the_same_number_twice_in_one_file_is_one_lead() {
        String twice = "first,last,phone\nJames,,504-621-8927\nJames,Butt,+15046218927\n";
        assertCounts(imports.run(list, twice, OnDuplicate.SKIP), 2, 1, 0, 1, 0);
        Imports fresh = new Imports(database, directory);
        ListId freshList = fresh.list();
        assertCounts(fresh.run(freshList, twice, OnDuplicate.UPDATE), 2, 1, 1, 0, 0);
        assertThat(fresh.all(freshList)).extracting(Lead::lastName).containsExactly("Butt");
    }

    @Test
    void rejected_rows_are_kept_with_their_reason_and_their_place_in_the_spreadsheet() {
        LeadImport done = imports.run(list, "name,phone\nAda,504-621-8927\n,\nBob,12\nCy\n", OnDuplicate.SKIP);
        assertCounts(done, 3, 1, 0, 0, 2);
        List<RowReading.Rejected> rejects =
                imports.store.web(imports.organization, () -> imports.imports.rejects(done.id(), 0, 10));
        assertThat(rejects).extracting(RowReading.Rejected::rowNumber).containsExactly(4L, 5L);
        assertThat(rejects.get(1).cells()).containsExactly("Cy");
        assertThat(rejects.get(0).reason()).contains("“12”");
    }

    @Test
    void a_quote_that_is_never_closed_rejects_the_last_row_and_loses_no_text() {
        LeadImport done = imports.run(
                list, "name,phone\nAda,504-621-8927\nBob,\"810-292-9388\nCy,213-555-0111\n", OnDuplicate.SKIP);
        assertCounts(done, 2, 1, 0, 0, 1);
        List<RowReading.Rejected> rejects =
                imports.store.web(imports.organization, () -> imports.imports.rejects(done.id(), 0, 10));
        assertThat(rejects.getFirst().cells().get(1)).contains("Cy,213-555-0111");
        assertThat(rejects.getFirst().reason()).contains("never closed");
    }

    @Test
    void a_cell_without_end_ends_the_import_with_a_plain_reason_and_keeps_what_came_before() {
        String text = "name,phone\n" + rows(0, 700) + "Bob,\"" + "x".repeat(1_200_000) + "\"\n" + rows(700, 10);
        LeadImport done = imports.run(list, text, OnDuplicate.SKIP);
        assertThat(done.status()).isEqualTo(ImportStatus.FAILED);
        assertThat(done.statusReason()).contains("Row 702, column 2").contains("500 rows, which are kept");
        assertThat(done.totalRows()).isEqualTo(done.importedRows());
    }

    @Test
    void a_file_without_numbers_is_refused_before_it_runs() {
        assertThatThrownBy(() -> imports.begin(list, "name,city\nAda,Paris\n", OnDuplicate.SKIP))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("No column holds phone numbers");
        assertThatThrownBy(() -> imports.begin(list, "name,phone\n", OnDuplicate.SKIP))
                .hasMessageContaining("no rows below");
    }

    @Test
    void any_encoding_ends_up_as_the_same_lead() {
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "windows-1252")) {
            Imports fresh = new Imports(database, directory);
            ListId into = fresh.list();
            fresh.begin(ImportKind.LEADS, into, TWO.getBytes(Charset.forName(charset)), OnDuplicate.SKIP);
            fresh.finish();
            assertThat(fresh.all(into)).as(charset).extracting(Lead::lastName).containsExactly("Butt", "Pérez");
        }
    }

    @Test
    void an_import_that_was_cut_off_goes_on_from_its_last_batch() throws InterruptedException {
        ImportId id = imports.begin(list, "name,phone\n" + rows(0, 3_000), OnDuplicate.ADD);
        imports.loop.step();
        imports.loop.step();
        long before = imports.get(id).totalRows();
        assertThat(before).isBetween(1L, 2_999L);
        // The process dies: nothing is released, the lease runs out.
        imports.store.across(() -> imports.store
                .jdbc()
                .sql("UPDATE agenda SET due_at = app_now() WHERE ref = :id")
                .param("id", id.value())
                .update());
        ImportLoop dead = imports.loop;
        imports.loop = imports.newLoop();
        imports.finish();
        assertCounts(imports.get(id), 3_000, 3_000, 0, 0, 0);
        assertThat(imports.all(list)).hasSize(3_000);
        // The dead one wakes up and must not write what it had read.
        dead.step();
        assertThat(imports.all(list)).hasSize(3_000);
        assertCounts(imports.get(id), 3_000, 3_000, 0, 0, 0);
    }

    @Test
    void a_cancelled_import_stops_and_keeps_what_it_has() throws InterruptedException {
        ImportId id = imports.begin(list, "name,phone\n" + rows(0, 3_000), OnDuplicate.SKIP);
        imports.loop.step();
        imports.store.web(imports.organization, () -> imports.imports.end(id, ImportStatus.CANCELED, null));
        imports.finish();
        LeadImport canceled = imports.get(id);
        assertThat(canceled.status()).isEqualTo(ImportStatus.CANCELED);
        assertThat(canceled.totalRows()).isEqualTo(imports.all(list).size()).isLessThan(3_000);
        assertThat(imports.files.here()).isEmpty();
        // The same file again goes on where it stopped, even where duplicates are added.
        LeadImport again = imports.run(list, "name,phone\n" + rows(0, 3_000), OnDuplicate.ADD);
        assertThat(again.importedRows()).isEqualTo(3_000 - canceled.totalRows());
        assertThat(imports.all(list)).hasSize(3_000);
    }

    @Test
    void an_import_whose_file_stays_away_says_so() {
        ImportId id = imports.begin(list, TWO, OnDuplicate.SKIP);
        imports.files.delete(id);
        imports.finish();
        assertThat(imports.get(id).status()).isEqualTo(ImportStatus.PENDING);
        imports.store.across(() -> imports.store
                .jdbc()
                .sql("UPDATE agenda SET due_at = app_now() - interval '1 hour' WHERE ref = :id")
                .param("id", id.value())
                .update());
        imports.finish();
        assertThat(imports.get(id).status()).isEqualTo(ImportStatus.FAILED);
        assertThat(imports.get(id).statusReason()).contains("Upload the file again");
    }

    @Test
    void a_file_that_nothing_came_for_is_deleted_after_a_week() throws Exception {
        ImportId id = imports.begin(list, TWO, OnDuplicate.SKIP);
        Path left = Files.writeString(directory.resolve("preview-left"), "x");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        imports.loop.start();
        imports.loop.stop();
        assertThat(left).doesNotExist();
        assertThat(imports.get(id)).isNotNull();
    }

    @Test
    void a_do_not_call_list_blocks_numbers_and_marks_leads() {
        imports.run(list, TWO, OnDuplicate.SKIP);
        LeadImport done = imports.run(null, "number\n504-621-8927\n213-555-0111\n+15046218927\n12\n", OnDuplicate.SKIP);
        assertCounts(done, 4, 2, 0, 1, 1);
        assertThat(imports.find("butt").getFirst().doNotCall()).isTrue();
        assertThat(imports.find("butt").getFirst().status()).isEqualTo(LeadStatus.DNC);
        assertThat(imports.count("SELECT count(*) FROM number_state WHERE dnc_at IS NOT NULL"))
                .isEqualTo(2);
        assertThat(imports.events)
                .contains(new NumbersBlocked(imports.organization, List.of("+12135550111", "+15046218927")));
        // A lead that comes later is marked at once.
        imports.run(list, "name,phone\nLate,213-555-0111\n", OnDuplicate.SKIP);
        assertThat(imports.find("late").getFirst().doNotCall()).isTrue();
    }

    @Test
    void the_counts_of_any_ragged_file_add_up() {
        var random = new Random(20260731);
        for (int round = 0; round < 25; round++) {
            String text = ragged(random);
            OnDuplicate onDuplicate = OnDuplicate.values()[round % 3];
            LeadImport done = imports.run(list, text, onDuplicate);
            assertThat(done.status())
                    .as("round %s of seed 20260731: %s", round, done.statusReason())
                    .isEqualTo(ImportStatus.COMPLETED);
            assertThat(done.importedRows() + done.updatedRows() + done.duplicateRows() + done.rejectedRows())
                    .as("round %s of seed 20260731", round)
                    .isEqualTo(done.totalRows());
        }
        long imported = imports.count("SELECT sum(imported_rows)::bigint FROM import");
        assertThat(imports.count("SELECT count(*) FROM lead")).isEqualTo(imported);
        assertThat(imports.count("SELECT lead_count FROM list"))
                .isEqualTo(imports.count("SELECT count(*) FROM list_lead"));
        assertThat(imports.count("SELECT count(*) FROM import_reject"))
                .isEqualTo(imports.count("SELECT sum(rejected_rows)::bigint FROM import"));
    }

    @Test
    void the_sample_file_of_five_hundred_leads_imports_whole() throws Exception {
        Path sample = Path.of("../shared/data/us-500.csv");
        assumeThat(sample).as("the sample file lies beside the project").exists();
        imports.begin(ImportKind.LEADS, list, Files.readAllBytes(sample), OnDuplicate.SKIP);
        imports.finish();
        LeadImport done = imports.store
                .web(imports.organization, () -> imports.imports.page(list, null, 1))
                .getFirst();
        assertThat(done.totalRows()).isEqualTo(500);
        assertThat(done.importedRows() + done.duplicateRows() + done.rejectedRows())
                .isEqualTo(500);
        assertThat(done.importedRows()).isGreaterThan(450);
        assertThat(imports.find("darakjy")).hasSize(1);
    }

    private static String ragged(Random random) {
        String ends = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        String delimiter = List.of(",", ";", "\t", "|").get(random.nextInt(4));
        var text = new StringBuilder("name" + delimiter + "phone" + delimiter + "notes" + ends);
        for (int row = 0; row < 30 + random.nextInt(60); row++) {
            String phone = switch (random.nextInt(5)) {
                case 0 -> "";
                case 1 -> "not a number";
                case 2 -> "504621" + (1000 + random.nextInt(20));
                default -> "(213) 555-0" + (100 + random.nextInt(900));
            };
            List<String> cells = List.of(
                    "N" + row, phone, random.nextBoolean() ? "\"a\"\"b" + delimiter + ends + "c\"" : "x", "more");
            int width = 1 + random.nextInt(4);
            text.append(String.join(delimiter, cells.subList(0, width)))
                    .append(random.nextInt(9) == 0 ? ends + ends : ends);
        }
        return text.toString();
    }

    private static String rows(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "N" + i + ",213-5%02d-%04d\n".formatted(i / 10_000 + 50, i % 10_000))
                .collect(Collectors.joining());
    }

    private static void assertCounts(
            LeadImport done, long total, long imported, long updated, long duplicates, long rejected) {
        assertThat(List.of(
                        done.totalRows(),
                        done.importedRows(),
                        done.updatedRows(),
                        done.duplicateRows(),
                        done.rejectedRows()))
                .isEqualTo(List.of(total, imported, updated, duplicates, rejected));
    }
}
