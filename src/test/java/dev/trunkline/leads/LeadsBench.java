package dev.trunkline.leads;

import dev.trunkline.bench.Samples;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/// Import and search over leads that look like a bought list.
public final class LeadsBench {

    private static final List<String> FIRST = List.of(
            "James",
            "Mary",
            "Robert",
            "Patricia",
            "John",
            "Jennifer",
            "Michael",
            "Linda",
            "David",
            "Elizabeth",
            "William",
            "Barbara",
            "Richard",
            "Susan",
            "Joseph",
            "Jessica",
            "Thomas",
            "Sarah",
            "Charles",
            "Karen",
            "Daniel",
            "Nancy");
    private static final List<String> LAST = List.of(
            "Smith",
            "Johnson",
            "Williams",
            "Brown",
            "Jones",
            "Garcia",
            "Miller",
            "Davis",
            "Rodriguez",
            "Martinez",
            "Lopez",
            "Wilson",
            "Anderson",
            "Thomas",
            "Taylor",
            "Moore",
            "Jackson",
            "Martin",
            "Lee",
            "Perez",
            "Thompson",
            "White");
    private static final List<String> TRADE =
            List.of("Systems", "Partners", "Foods", "Motors", "Realty", "Labs", "Media");
    private static final List<String> AREA =
            List.of("212", "213", "312", "415", "512", "617", "702", "713", "818", "917");
    private static final List<String> SYLLABLES =
            List.of("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zan", "der", "man", "son", "ci", "fa");

    private final Imports imports;

    public LeadsBench(Store store, Path directory) {
        var organization = new OrganizationId(UUID.randomUUID());
        store.engine(organization, () -> {
            store.jdbc()
                    .sql("INSERT INTO organization (organization_id, name) VALUES (:id, 'Bench')")
                    .param("id", organization.value())
                    .update();
        });
        imports = new Imports(store, organization, directory);
    }

    /// Rows a second, from an uploaded file to the end of its import.
    public double importRows(int rows) {
        byte[] file = file(rows).getBytes(StandardCharsets.UTF_8);
        ListId list = imports.list();
        imports.begin(ImportKind.LEADS, list, file, OnDuplicate.SKIP);
        long began = System.nanoTime();
        imports.finish();
        return rows / ((System.nanoTime() - began) / 1e9);
    }

    /// Searches as somebody types them: names, two words, digits, short and long.
    public Samples search(int queries) {
        var random = new Random(7);
        var samples = new Samples();
        for (int i = 0; i < queries + 50; i++) {
            String query = query(random);
            long began = System.nanoTime();
            imports.find(query, 51);
            if (i >= 50) {
                samples.add(System.nanoTime() - began);
            }
        }
        return samples;
    }

    private static String query(Random random) {
        String name = pick(random, LAST).toLowerCase(Locale.ROOT);
        String typed = name.substring(0, 1 + random.nextInt(name.length()));
        return switch (random.nextInt(5)) {
            case 0 -> typed;
            case 1 -> pick(random, FIRST) + " " + typed;
            case 2 -> pick(random, FIRST).substring(0, 2) + " " + typed.charAt(0);
            case 3 -> pick(random, AREA) + "5" + random.nextInt(10);
            default -> word(random);
        };
    }

    private static String file(int rows) {
        var random = new Random(1);
        var text = new StringBuilder("First Name,Last Name,Company,Email,Phone,City,State\n");
        for (int i = 0; i < rows; i++) {
            String first = pick(random, FIRST);
            String last = random.nextInt(3) == 0 ? word(random) : pick(random, LAST);
            text.append(first).append(',').append(last).append(',');
            text.append(word(random)).append(' ').append(pick(random, TRADE)).append(" Inc,");
            text.append(first).append('.').append(last).append(i).append("@example.com,");
            text.append(pick(random, AREA))
                    .append("%03d%04d"
                            .formatted(200 + i / 10_000 % 700 + (i / 10_000 % 700 == 11 ? 1 : 0), i % 10_000));
            text.append(",Town,NY\n");
        }
        return text.toString();
    }

    private static String word(Random random) {
        var word = new StringBuilder();
        List<String> parts = new ArrayList<>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            parts.add(pick(random, SYLLABLES));
        }
        return word.append(String.join("", parts)).toString();
    }

    private static String pick(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
