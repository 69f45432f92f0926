package dev.trunkline.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.trunkline.embedded.DatabaseProblem.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The user the server runs as: ourselves, or somebody without rights when we are root, because PostgreSQL refuses
/// root.
///
/// @param prefix the words before a command that make it run as this user; empty when that is ourselves
record ServiceUser(int uid, int gid, List<String> prefix) {

    private static final String NAME = "trunkline";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /// An existing cluster keeps its owner; a new one gets the system user `trunkline`, made when it is missing.
    static ServiceUser forCluster(Path cluster) throws IOException {
        if (!isRoot()) {
            var self = new UnixSystem();
            return new ServiceUser((int) self.getUid(), (int) self.getGid(), List.of());
        }
        if (Files.exists(cluster)) {
            int owner = (int) Files.getAttribute(cluster, "unix:uid");
            if (owner != 0) {
                return dropTo(owner, (int) Files.getAttribute(cluster, "unix:gid"));
            }
        }
        if (id("-u", NAME).isEmpty()) {
            // Two starts may race here; whoever loses finds the user made by the other.
            Commands.run(
                    LIMIT,
                    List.of(
                            "useradd",
                            "--system",
                            "--user-group",
                            "--no-create-home",
                            "--home-dir",
                            "/nonexistent",
                            "--shell",
                            "/usr/sbin/nologin",
                            NAME));
        }
        String name = id("-u", NAME).isPresent() ? NAME : "nobody";
        int uid = id("-u", name).orElseThrow(ServiceUser::nobodyToBe);
        return dropTo(uid, id("-g", name).orElseThrow(ServiceUser::nobodyToBe));
    }

    private static ServiceUser dropTo(int uid, int gid) {
        if (Commands.run(LIMIT, List.of("setpriv", "--version")).exit() == Commands.NOT_FOUND) {
            throw nobodyToBe();
        }
        return new ServiceUser(
                uid,
                gid,
                List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs", "--"));
    }

    List<String> command(List<String> words) {
        var all = new ArrayList<>(prefix);
        all.addAll(words);
        return all;
    }

    void own(Path path) throws IOException {
        if (!prefix.isEmpty()) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static Optional<Integer> id(String what, String name) {
        var outcome = Commands.run(LIMIT, List.of("id", what, name));
        return outcome.ok() ? Optional.of(Integer.valueOf(outcome.output())) : Optional.empty();
    }

    private static DatabaseProblem nobodyToBe() {
        return new DatabaseProblem(
                Code.NO_PERMISSION,
                "PostgreSQL never runs as root, and here is no way to run it as an unprivileged user"
                        + " (setpriv of util-linux and the user trunkline or nobody are needed).",
                "Start Trunkline as an ordinary user, or name an external server with TRUNKLINE_DATABASE_URL.");
    }
}
