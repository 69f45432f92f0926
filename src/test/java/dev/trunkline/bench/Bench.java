package dev.trunkline.bench;

import dev.trunkline.dialing.EngineBench;
import dev.trunkline.embedded.EmbeddedPostgres;
import dev.trunkline.leads.LeadsBench;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.StoreConfig;
import dev.trunkline.telephony.twilio.TwilioBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import tools.jackson.databind.json.JsonMapper;

/// `./trunkline bench [--quick] [--json FILE] [--leads N] [--only PART] [--statements]`: measures, prints, and judges
/// nothing; docs/bench.md says how to read it.
public final class Bench {

    private final boolean quick;
    private final int leads;
    private final String only;
    private final boolean statements;
    private final List<Figure> figures = new ArrayList<>();
    private double commit;

    private Bench(boolean quick, int leads, String only, boolean statements) {
        this.quick = quick;
        this.leads = leads;
        this.only = only;
        this.statements = statements;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        boolean quick = given.contains("--quick");
        String json = after(given, "--json");
        String size = after(given, "--leads");
        var bench = new Bench(
                quick,
                size == null ? quick ? 50_000 : 200_000 : Integer.parseInt(size),
                after(given, "--only"),
                given.contains("--statements"));
        Path directory = Files.createTempDirectory("trunkline-bench");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            bench.run(directory);
        } finally {
            delete(directory);
        }
        if (json != null) {
            Files.writeString(Path.of(json), JsonMapper.shared().writeValueAsString(bench.figures));
        }
        System.exit(0);
    }

    private static String after(List<String> given, String word) {
        int at = given.indexOf(word);
        return at < 0 || at + 1 == given.size() ? null : given.get(at + 1);
    }

    private void run(Path directory) throws Exception {
        say("%-62s %12s %12s %8s %10s", "", "figure", "budget", "used", "x commit");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("data"))) {
            StoreConfig.migrate(postgres.address());
            measure("the baseline", () -> {
                Samples baseline = Baseline.run(postgres.address(), seconds(10));
                commit = baseline.ms(0.5);
                return List.of(
                        Figure.rate(
                                "plain UPDATE + INSERT, one connection",
                                "tx/s",
                                baseline.count() / seconds(10).toSeconds(),
                                null,
                                baseline.count()),
                        Figure.latency("plain UPDATE + INSERT", baseline, 0.5, null),
                        Figure.latency("plain UPDATE + INSERT", baseline, 0.99, null));
            });
            measure(
                    "pacing",
                    () -> List.of(Figure.latency(
                            "pacing decision, 300 agents", PacingBench.run(quick ? 2_000 : 10_000), 0.99, 1.0)));
            twilio(directory);
            try (StoreConfig.Pools pools = StoreConfig.Pools.open(postgres.address())) {
                engine(pools);
                leads(pools, directory.resolve("imports"));
            }
            printStatements(postgres.address());
        }
    }

    /// Each over a PostgreSQL of its own, which writes to disk like the other.
    private void twilio(Path directory) {
        int answers = quick ? 60 : 200;
        // A line that reaches an agent is held for the length of a talk: each answer takes longer to come by.
        int joins = quick ? 60 : 100;
        measure("Twilio's messages", () -> {
            try (EmbeddedPostgres own = EmbeddedPostgres.start(directory.resolve("messages"));
                    var twilio = new TwilioBench(own.address())) {
                List<Figure> figures =
                        both("Twilio asks, TwiML goes back, 100 unattended lines", twilio.messages(100, answers), 10.0);
                printStatements(own.address());
                return figures;
            }
        });
        measure("Twilio's joins", () -> {
            try (EmbeddedPostgres own = EmbeddedPostgres.start(directory.resolve("joins"));
                    var twilio = new TwilioBench(own.address())) {
                List<Figure> figures =
                        both("Twilio asks, TwiML goes back, 33 agents, 99 lines", twilio.joins(99, joins), 10.0);
                printStatements(own.address());
                return figures;
            }
        });
    }

    /// What runs for the first time is compiled while it runs: each part is done once before it counts.
    private void engine(StoreConfig.Pools pools) {
        measure("claims", () -> {
            try (var engine = EngineBench.byHand(pools.store())) {
                Samples ticks = engine.claims(leads, quick ? 200 : 1_000);
                return both("claim + launch decision, " + leads + " queued", ticks, 10.0);
            }
        });
        measure("eligibility", () -> {
            try (var engine = EngineBench.byHand(pools.store())) {
                Samples looks = engine.eligibility(leads, 5);
                return both("why is nobody dialed, " + leads + " queued", looks, 2_000.0 * leads / 1_000_000);
            }
        });
        measure("events", () -> {
            try (var engine = EngineBench.byHand(pools.store())) {
                engine.events(100, seconds(10));
                return both("event in, committed, 200 a second", engine.events(200, seconds(30)), 10.0);
            }
        });
        measure("answers", () -> {
            try (var engine = EngineBench.byHand(pools.store())) {
                int answers = quick ? 100 : 400;
                engine.answers(20, answers);
                return both("answer in, connect order out, 20 a second", engine.answers(20, answers), 10.0);
            }
        });
        measure("whole calls", () -> {
            try (var engine = EngineBench.simulated(pools.store())) {
                int calls = quick ? 600 : 4_000;
                return List.of(
                        Figure.rate("whole simulated calls", "calls/s", engine.wholeCalls(calls, 60), 100.0, calls));
            }
        });
    }

    private void leads(StoreConfig.Pools pools, Path directory) {
        var bench = new LeadsBench(pools.store(), directory);
        measure("import", () -> {
            double rate = bench.importRows(leads);
            return List.of(Figure.rate("import, search index kept", "leads/s", rate, 10_000.0, leads));
        });
        measure(
                "search",
                () -> both("lead search as typed, " + leads + " leads", bench.search(quick ? 300 : 1_500), 50.0));
    }

    private static List<Figure> both(String name, Samples samples, double budget) {
        return List.of(Figure.latency(name, samples, 0.5, null), Figure.latency(name, samples, 0.99, budget));
    }

    /// A part that fails says so, and the others are measured all the same.
    private void measure(String what, Callable<List<Figure>> part) {
        if (only != null && !what.contains(only) && !what.contains("baseline")) {
            return;
        }
        try {
            part.call().forEach(this::print);
        } catch (Exception e) {
            say("%s could not be measured: %s", what, e);
            e.printStackTrace();
        }
    }

    /// Where the database server's time went, the dearest first.
    private void printStatements(DatabaseAddress database) throws SQLException {
        if (!statements) {
            return;
        }
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT calls, mean_exec_time, stddev_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
                          FROM monitoring.pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                         ORDER BY total_exec_time DESC LIMIT 40""")) {
            say("%10s %9s %9s  statement", "times", "mean ms", "stddev");
            while (rows.next()) {
                say("%10d %9.3f %9.3f  %s", rows.getLong(1), rows.getDouble(2), rows.getDouble(3), rows.getString(4));
            }
        }
    }

    private void print(Figure figure) {
        figures.add(figure);
        Double used = figure.used();
        say(
                "%-62s %12s %12s %8s %10s",
                figure.name(),
                number(figure.value()) + " " + figure.unit(),
                figure.budget() == null ? "" : (figure.atMost() ? "≤ " : "≥ ") + number(figure.budget()),
                used == null ? "" : "%.0f %%".formatted(used * 100),
                figure.atMost() && commit > 0 ? "%.1f".formatted(figure.value() / commit) : "");
    }

    private static String number(double value) {
        return value >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
    }

    private Duration seconds(int whole) {
        return Duration.ofSeconds(quick ? Math.max(2, whole / 5) : whole);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
