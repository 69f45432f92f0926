package dev.trunkline.leads;

import dev.trunkline.compliance.DncRepository;
import dev.trunkline.ids.*;
import dev.trunkline.store.TestDatabase;
import java.io.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import org.junit.jupiter.api.Test;

class ImportBench {
    static final String[] FIRST =
            ("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa George Deborah Zoe Xavier")
                    .split(" ");
    static final String[] SYL =
            "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu"
                    .split(" ");
    static final String[] STATE = "CA TX NY FL IL PA OH GA NC MI NJ VA WA AZ MA TN IN MO MD WI".split(" ");
    static final int[] AREA = {
        213, 214, 212, 305, 312, 215, 216, 404, 704, 313, 201, 703, 206, 602, 617, 615, 317, 314, 410, 414
    };

    @Test
    void run() throws Exception {
        int n = Integer.getInteger("rows", 100_000);
        if (Boolean.getBoolean("cp")) {
            Files.writeString(
                    Path.of("/tmp/leadsx/tcp"),
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            return;
        }
        Path dir = Files.createTempDirectory("bench");
        var settings = new ImportSettings(dir, org.springframework.util.unit.DataSize.ofMegabytes(500));
        var address = System.getProperty("url") == null
                ? TestDatabase.freshAddress()
                : new dev.trunkline.store.DatabaseAddress(System.getProperty("url"), "trunkline", "trunkline");
        if (System.getProperty("url") != null) dev.trunkline.store.StoreConfig.migrate(address);
        try (var pools = dev.trunkline.store.StoreConfig.Pools.open(address)) {
            var store = pools.store();
            var org = new OrganizationId(UUID.randomUUID());
            store.web(org, () -> {
                store.jdbc()
                        .sql("INSERT INTO organization (organization_id, name) VALUES (:id,'x')")
                        .param("id", org.value())
                        .update();
            });
            var imports = new ImportRepository(store);
            var rows = new LeadRowRepository(store);
            var batch = new LeadBatchRepository(store, rows, new LeadOverlayRepository(store, rows));
            var files = new ImportFileStore(settings);
            var loop = new ImportLoop(
                    store,
                    imports,
                    batch,
                    new DncBatchRepository(new DncRepository(store)),
                    files,
                    List.of(),
                    List.of());
            ListId list = store.web(
                    org,
                    () -> new ListId(store.jdbc()
                            .sql(
                                    "INSERT INTO list (organization_id, name, region) VALUES (current_organization(), 'L', 'US') RETURNING id")
                            .query(UUID.class)
                            .single()));
            ImportId id = store.web(org, imports::newId);
            var random = new Random(1);
            try (var w = Files.newBufferedWriter(files.path(id))) {
                w.write("id,first_name,last_name,company_name,address,city,state,zip,phone1,phone2,email,web\n");
                for (int i = 0; i < n; i++) {
                    String f = FIRST[random.nextInt(FIRST.length)],
                            l = name(random),
                            c = name(random) + " " + name(random) + " Inc";
                    int a = random.nextInt(20);
                    w.write(i + "," + f + "," + l + ",\"" + c + "\"," + i + " Main St," + name(random) + "," + STATE[a]
                            + ",," + AREA[a] + "-" + (200 + i / 10000 % 800) + "-" + String.format("%04d", i % 10000)
                            + ","
                            + (i % 2 == 0
                                    ? AREA[(a + 1) % 20] + "-" + (200 + i / 10000 % 800) + "-"
                                            + String.format("%04d", i % 10000)
                                    : "")
                            + "," + f.toLowerCase() + "." + l + i + "@example.com,http://www." + l + ".example\n");
                }
            }
            var look = FileLook.at(files.path(id), "US", null);
            store.web(
                    org,
                    () -> imports.insert(new ImportRepository.Draft(
                            id,
                            ImportKind.LEADS,
                            list,
                            new UserId(UUID.randomUUID()),
                            "x.csv",
                            "h",
                            file(files.path(id)),
                            OnDuplicate.SKIP,
                            "US",
                            look.plan(List.of()))));
            System.out.println(files.here() + " "
                    + store.across(() -> store.jdbc()
                            .sql("SELECT kind, ref, due_at, app_now() FROM agenda")
                            .query()
                            .listOfRows()));
            long t = System.nanoTime(), last = t;
            long rowsLast = 0;
            long worst = 0;
            int steps = 0;
            while (true) {
                long s = System.nanoTime();
                if (!loop.step()) break;
                steps++;
                worst = Math.max(worst, System.nanoTime() - s);
                if (System.nanoTime() - last > 10e9) {
                    var im = store.web(org, () -> imports.find(id)).get();
                    System.out.printf(
                            "%d rows, %.0f rows/s, heap %d MB%n",
                            im.totalRows(),
                            (im.totalRows() - rowsLast) / ((System.nanoTime() - last) / 1e9),
                            (Runtime.getRuntime().totalMemory()
                                            - Runtime.getRuntime().freeMemory())
                                    >> 20);
                    rowsLast = im.totalRows();
                    last = System.nanoTime();
                }
            }
            double secs = (System.nanoTime() - t) / 1e9;
            var im = store.web(org, () -> imports.find(id)).get();
            System.out.printf(
                    "%s%n%d rows in %.1f s = %.0f rows/s; %d steps, worst %.0f ms%n",
                    im, im.totalRows(), secs, im.totalRows() / secs, steps, worst / 1e6);
            System.out.println(
                    store.web(
                                    org,
                                    () -> store.jdbc()
                                            .sql("SELECT count(*) FROM lead_word")
                                            .query(Long.class)
                                            .single()) + " words");
            System.out.println("list count "
                    + store.web(
                            org,
                            () -> store.jdbc()
                                    .sql("SELECT lead_count FROM list")
                                    .query(Long.class)
                                    .single()));
        }
    }

    public static void main(String[] a) throws Exception {
        new ImportBench().run();
    }

    static long file(Path p) {
        try {
            return Files.size(p);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Random r) {
        var b = new StringBuilder();
        for (int i = 0; i < 3; i++) b.append(SYL[r.nextInt(SYL.length)]);
        return Character.toUpperCase(b.charAt(0)) + b.substring(1);
    }
}
