package dev.trunkline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.trunkline.access.Open;
import dev.trunkline.access.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMapping;

/// The rules of CONTRIBUTING that a machine can check. A rule that stands in the way is changed here, with a reason,
/// or not at all.
class HouseRulesTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/trunkline");

    /// Low to high: a package may use those of its own row's list and of the rows before it.
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("ids", "phone", "access", "problem", "paging", "csv"),
            Set.of("store"),
            Set.of("embedded", "secrets", "audit", "notices", "http"),
            Set.of("pacing", "compliance", "calls"),
            Set.of("telephony"),
            Set.of("settings", "campaigns", "leads", "numbers"),
            Set.of("agents", "recordings", "callbacks"),
            Set.of("dialing"),
            Set.of("live", "reports", "integrations", "security", "demo"));

    /// A class that does I/O, keeps a clock or belongs to the framework says so by the end of its name.
    private static final List<String> IO_SUFFIXES = List.of(
            "Repository",
            "Api",
            "Client",
            "Loop",
            "Reconciler",
            "Sweeper",
            "Provider",
            "Settings",
            "Config",
            "Store",
            "Desk",
            "Filter");

    /// I/O without such a name, each with its reason.
    private static final Set<String> IO_BY_NATURE = Set.of(
            "dev.trunkline.Trunkline", // starts everything
            "dev.trunkline.store.Rows", // how rows become records
            "dev.trunkline.store.Json", // how jsonb becomes records
            "dev.trunkline.store.Sql", // parameters in the driver's types
            "dev.trunkline.store.RehearsedConnections", // where a pool's connections come from
            "dev.trunkline.dialing.CallRehearsal", // sets the scene of what a connection rehearses
            "dev.trunkline.calls.CallRow", // how a row becomes a call
            "dev.trunkline.calls.CallLineSql", // how a line gets into the log
            "dev.trunkline.pacing.PacingPipe" // a command of its own
            );

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.trunkline");
    }

    @Test
    void arrows_point_downwards_only() {
        var allowed = new TreeSet<String>();
        for (Set<String> layer : LAYERS) {
            allowed.addAll(layer);
            for (String name : layer) {
                String[] below = Stream.concat(
                                allowed.stream().map(p -> "dev.trunkline." + p + ".."),
                                Stream.of(
                                        "java..", "javax..", "jakarta..", "org..", "com..", "de..", "io..", "tools.."))
                        .toArray(String[]::new);
                classes()
                        .that()
                        .resideInAPackage("dev.trunkline." + name + "..")
                        .should()
                        .onlyDependOnClassesThat(resideInAPackage("").or(resideIn(below)))
                        .allowEmptyShould(true)
                        .check(classes);
            }
        }
    }

    private static DescribedPredicate<JavaClass> resideIn(String[] packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages)
                .or(DescribedPredicate.describe("primitives and arrays", c -> c.isPrimitive() || c.isArray()));
    }

    @Test
    void every_package_has_its_place() {
        Set<String> known = LAYERS.stream().flatMap(Set::stream).collect(Collectors.toSet());
        Set<String> found = classes.stream()
                .map(c -> c.getPackageName().replace("dev.trunkline", ""))
                .filter(p -> !p.isEmpty())
                .map(p -> p.split("\\.")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).containsAll(found);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.trunkline.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void vendors_are_known_to_nobody() {
        for (String vendor : vendors()) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(vendor + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(vendor + "..")
                    .check(classes);
        }
        assertThat(sources(
                                "dialing",
                                "campaigns",
                                "agents",
                                "calls",
                                "compliance",
                                "pacing",
                                "recordings",
                                "live",
                                "security")
                        .filter(file -> text(file).matches("(?is).*\\b(simulator|twilio|telnyx|aircall)\\b.*"))
                        .filter(file -> !List.of("EventSource.java")
                                .contains(file.getFileName().toString()))
                        .map(file -> file.getFileName() + ": " + vendorLines(file)))
                .allSatisfy(found ->
                        assertThat(found).as("only comments may name a vendor").endsWith("[]"));
    }

    /// Every folder below the port is a vendor's.
    private static Set<String> vendors() {
        Set<String> vendors = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("dev.trunkline.telephony."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(vendors).contains("dev.trunkline.telephony.simulator", "dev.trunkline.telephony.twilio");
        return vendors;
    }

    private static List<String> vendorLines(Path file) {
        Pattern vendor = Pattern.compile("(?i)\\b(simulator|twilio|telnyx|aircall)\\b");
        return text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("//") && !line.startsWith("///"))
                // Sentences for people may name the simulator; code may not.
                .map(line -> line.replaceAll("\"[^\"]*\"", ""))
                .filter(line -> vendor.matcher(line).find())
                .toList();
    }

    @Test
    void only_classes_that_say_so_do_io() {
        Set<String> wrong = classes.stream()
                .filter(c -> !c.getPackageName().startsWith("dev.trunkline.embedded"))
                .filter(c -> !saysIo(c))
                .filter(c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> isIo(d.getTargetClass().getName())))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(wrong).isEmpty();
    }

    private static boolean saysIo(JavaClass c) {
        String name = c.getName().replaceAll("\\$.*", "");
        return IO_BY_NATURE.contains(name) || IO_SUFFIXES.stream().anyMatch(name::endsWith);
    }

    private static boolean isIo(String type) {
        return Stream.of(
                        "org.springframework.jdbc",
                        "org.springframework.web",
                        "org.springframework.http",
                        "java.sql.",
                        "javax.sql.",
                        "java.net.http",
                        "org.slf4j",
                        "org.springframework.stereotype.Repository")
                .anyMatch(type::startsWith);
    }

    @Test
    void nobody_asks_the_wall_for_the_time() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        ".*(Config|Trunkline|EmbeddedPostgres|DatabaseClient|Commands|PostgresServer)(\\$.*)?")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(classes);
    }

    @Test
    void sql_asks_app_now_for_the_time() {
        Pattern now = Pattern.compile("(?i)(?<![a-z_.])(now\\(\\)|current_timestamp|clock_timestamp\\(\\))");
        List<String> wrong = Stream.concat(sources(), files(Path.of("src/main/resources/db/migration")))
                .flatMap(file -> text(file)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("--") && !line.startsWith("//"))
                        .filter(line -> !line.contains("AS $$ SELECT now() $$"))
                        .filter(line -> file.toString().endsWith(".sql")
                                || line.matches("(?i).*\\b(select|where|set|values|and)\\b.*"))
                        .filter(line -> now.matcher(line).find())
                        .map(line -> file.getFileName() + ": " + line))
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_route_says_who_may_call_it() {
        List<String> silent = classes.stream()
                .flatMap(c -> c.getMethods().stream())
                .filter(m -> m.isMetaAnnotatedWith(RequestMapping.class))
                .filter(m -> !m.isAnnotatedWith(Requires.class) && !m.isAnnotatedWith(Open.class))
                .map(JavaMethod::getFullName)
                .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void no_process_is_started_outside_the_embedded_database() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.trunkline.embedded..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Runtime.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .check(classes);
    }

    @Test
    void words_that_hide_the_domain_are_not_names() {
        Pattern vague = Pattern.compile("(?i).*\\.(service|impl|dto|util|utils|common|manager|helper)s?(\\..*)?");
        assertThat(classes.stream()
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .filter(p -> vague.matcher(p).matches()))
                .isEmpty();
        assertThat(classes.stream()
                        .map(JavaClass::getSimpleName)
                        .filter(n -> n.matches(".*(Service|Impl|Dto|DTO|Util|Utils|Manager|Helper)")))
                .isEmpty();
    }

    @Test
    void every_package_is_null_marked_and_says_what_lives_in_it() {
        List<Path> folders = sources().map(Path::getParent).distinct().toList();
        assertThat(folders).allSatisfy(folder -> {
            Path info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(text(info)).contains("@NullMarked");
            if (!folder.equals(SOURCES)) {
                assertThat(text(info)).contains("///");
            }
        });
    }

    /// A file is one idea: 400 lines ask for a second look, 600 are refused.
    @Test
    void files_and_methods_stay_readable() {
        Map<String, Long> long_ = new TreeMap<>();
        sources().forEach(file -> long_.put(file.toString(), text(file).lines().count()));
        long_.values().removeIf(lines -> lines <= 600);
        assertThat(long_).isEmpty();
    }

    /// One word for one state: what the CHECK of a column lists is what the enum prints.
    @Test
    void state_words_agree_in_sql_and_java() {
        String sql = files(Path.of("src/main/resources/db/migration"))
                .map(HouseRulesTest::text)
                .collect(Collectors.joining("\n"));
        var words = new LinkedHashMap<String, Class<? extends Enum<?>>>();
        words.put("call.status", dev.trunkline.calls.CallStatus.class);
        words.put("call.launch", dev.trunkline.calls.Launch.class);
        words.put("call.answer_type", dev.trunkline.calls.AnswerType.class);
        words.put("call.end_cause", dev.trunkline.calls.EndCause.class);
        words.put("call.cancel_reason", dev.trunkline.calls.CancelReason.class);
        words.put("call.status_source", dev.trunkline.calls.EventSource.class);
        words.put("call.recording_state", dev.trunkline.calls.RecordingState.class);
        words.put("call.transfer_state", dev.trunkline.calls.TransferState.class);
        words.put("campaign.status", dev.trunkline.campaigns.CampaignStatus.class);
        words.put("campaign.mode", dev.trunkline.campaigns.CampaignMode.class);
        words.put("campaign.busy_line_policy", dev.trunkline.campaigns.BusyLinePolicy.class);
        words.put("campaign.amd", dev.trunkline.campaigns.AmdMode.class);
        words.put("queue_entry.status", dev.trunkline.campaigns.EntryStatus.class);
        words.put("agent.status", dev.trunkline.agents.AgentStatus.class);
        words.put("session.status", dev.trunkline.agents.SessionStatus.class);
        words.put("callback.status", dev.trunkline.callbacks.CallbackStatus.class);
        words.put("app_user.role", dev.trunkline.access.Role.class);
        words.forEach((column, type) -> assertThat(wordsOf(sql, column))
                .as(column)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getEnumConstants())
                        .map(Object::toString)
                        .toList()));
    }

    private static List<String> wordsOf(String sql, String column) {
        String table = column.split("\\.")[0];
        String name = column.split("\\.")[1];
        var create = Pattern.compile("CREATE TABLE " + table + " \\((.*?)\\n\\)", Pattern.DOTALL)
                .matcher(sql);
        assertThat(create.find()).as(table).isTrue();
        var check = Pattern.compile(
                        "\\n  " + name + "\\s[^\\n]*(?:\\n\\s+)?[^\\n]*?CHECK \\(" + name + " IN \\(([^)]*)\\)",
                        Pattern.DOTALL)
                .matcher(create.group(1));
        assertThat(check.find()).as(column).isTrue();
        return Arrays.stream(check.group(1).split(","))
                .map(word -> word.strip().replace("'", ""))
                .toList();
    }

    private static Stream<Path> sources(String... packages) {
        return packages.length == 0
                ? files(SOURCES)
                : Arrays.stream(packages)
                        .map(SOURCES::resolve)
                        .filter(Files::exists)
                        .flatMap(HouseRulesTest::files);
    }

    private static Stream<Path> files(Path root) {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
