package dev.trunkline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    private static final Path HOME = Path.of("/home/ann");

    @TempDir
    Path scratch;

    @Test
    void it_lies_where_the_operator_says_or_where_the_system_keeps_such_things() {
        var none = Map.<String, String>of();
        assertThat(DataDirectory.choose("/srv/t", none, true, HOME).path()).isEqualTo(Path.of("/srv/t"));
        assertThat(DataDirectory.choose(null, none, true, HOME).path()).isEqualTo(Path.of("/var/lib/trunkline"));
        assertThat(DataDirectory.choose(" ", none, false, HOME).path())
                .isEqualTo(HOME.resolve(".local/share/trunkline"));
        assertThat(DataDirectory.choose(null, Map.of("XDG_DATA_HOME", "/x"), false, HOME)
                        .path())
                .isEqualTo(Path.of("/x/trunkline"));
    }

    @Test
    void a_secret_is_made_once_however_many_ask_at_once() throws Exception {
        var home = new DataDirectory(scratch.resolve("data")).prepare();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var secrets = new ArrayList<String>();
            Callable<String> ask = () -> home.secret("key");
            for (Future<String> secret : threads.invokeAll(Collections.nCopies(16, ask))) {
                secrets.add(secret.get());
            }
            assertThat(secrets).containsOnly(home.secret("key"));
        }
        assertThat(home.secret("key")).hasSize(43).isNotEqualTo(home.secret("other"));
        Path file = home.path().resolve("secrets/key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(home.path().resolve("secrets"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void one_place_has_one_name_however_it_is_reached() throws Exception {
        Path real = Files.createDirectory(scratch.resolve("real"));
        Path link = Files.createSymbolicLink(scratch.resolve("link"), real);
        assertThat(new DataDirectory(link).prepare()).isEqualTo(new DataDirectory(real).prepare());
    }

    @Test
    void the_programs_are_looked_for_under_the_name_that_the_archive_has() {
        assertThat(PostgresBinaries.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(PostgresBinaries.platform("Linux", "aarch64")).isEqualTo("linux-arm_64");
        assertThat(PostgresBinaries.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm_64");
    }
}
