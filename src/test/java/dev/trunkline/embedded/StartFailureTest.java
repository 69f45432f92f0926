package dev.trunkline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.embedded.DatabaseProblem.Code;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use | PORT_TAKEN",
                "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use | PREDECESSOR_LINGERS",
                "FATAL:  could not write lock file \"postmaster.pid\": No space left on device | DISK_FULL",
                "FATAL:  lock file \"postmaster.pid\" already exists | IN_USE",
                "FATAL:  could not open file \"base/1/2\": Permission denied | NO_PERMISSION",
                "FATAL:  data directory \"/d\" has wrong ownership | NO_PERMISSION",
                "FATAL:  database files are incompatible with server | OTHER_VERSION",
                "FATAL:  could not map anonymous shared memory: Cannot allocate memory | OUT_OF_MEMORY",
                "PANIC:  could not locate a valid checkpoint record at 0/1 | DAMAGED",
                "FATAL:  incorrect checksum in control file | DAMAGED",
                "FATAL:  a thing nobody has seen before | UNKNOWN",
            })
    void the_cause_is_read_from_what_the_server_said(String line, StartFailure cause) {
        assertThat(StartFailure.of(List.of("LOG:  starting PostgreSQL", line))).isEqualTo(cause);
    }

    @Test
    void the_person_gets_the_last_words_of_the_server_and_a_stable_code() {
        var lines = List.of("2026 [1] FATAL:  incorrect checksum in control file", "pg_ctl: could not start server");
        var problem = StartFailure.of(lines).problem(new DataDirectory(Path.of("/d")), lines);
        assertThat(problem.code()).isEqualTo(Code.DATA_DIRECTORY_DAMAGED);
        assertThat(problem.code().id()).isEqualTo("data-directory-damaged");
        assertThat(problem.sentence()).contains("/d/postgres is damaged: incorrect checksum in control file");
    }
}
