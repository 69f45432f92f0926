package dev.trunkline.access;

import static dev.trunkline.access.ObjectKind.CAMPAIGN;
import static dev.trunkline.access.ObjectKind.NOTICE;
import static dev.trunkline.access.ObjectKind.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.access.Visibility.Facts;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VisibilityTest {

    private static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(0, 1));
    private static final UserId ME = new UserId(new UUID(0, 2));
    private static final UserId OTHER = new UserId(new UUID(0, 3));

    /// The kinds an agent sees, for each thing that can be said of an object; supervisors and above see `above`.
    static Stream<Arguments> facts() {
        var all = EnumSet.allOf(ObjectKind.class);
        var allButNotices = EnumSet.complementOf(EnumSet.of(NOTICE));
        var campaigns = EnumSet.of(CAMPAIGN, QUEUE);
        return Stream.of(
                Arguments.of("mine", Facts.ownedBy(ME), all, all),
                Arguments.of("another's", Facts.ownedBy(OTHER), Set.of(), allButNotices),
                Arguments.of("nobody's", Facts.ownedBy(null), Set.of(NOTICE), all),
                Arguments.of("names me", new Facts(OTHER, Set.of(ME)), campaigns, allButNotices),
                Arguments.of("names another", new Facts(OTHER, Set.of(OTHER)), Set.of(), allButNotices),
                Arguments.of("open to any agent", new Facts(OTHER, Set.of()), campaigns, allButNotices),
                Arguments.of("mine, names another", new Facts(ME, Set.of(OTHER)), all, all));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facts")
    void each_role_sees_of_each_kind_what_the_table_says(
            String name, Facts facts, Set<ObjectKind> agent, Set<ObjectKind> above) {
        for (ObjectKind kind : ObjectKind.values()) {
            for (Role role : Role.values()) {
                boolean expected = (role == Role.AGENT ? agent : above).contains(kind);
                assertThat(Visibility.sees(new Caller(ORGANIZATION, ME, role), kind, facts))
                        .as("%s sees %s that is %s", role, kind, name)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void kinds_are_found_by_the_words_of_the_change_log() {
        assertThat(Stream.of(ObjectKind.values()).map(ObjectKind::toString))
                .containsExactly("call", "agent", "campaign", "session", "queue", "import", "recording", "notice")
                .allSatisfy(word -> assertThat(ObjectKind.of(word)).hasToString(word));
        assertThat(ObjectKind.of("access")).isNull();
    }
}
