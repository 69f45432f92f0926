package dev.trunkline.settings;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.http.Given;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.settings.OrganizationSettings.Change;
import dev.trunkline.settings.OrganizationSettings.Row;
import dev.trunkline.settings.SettingsRepository.Mine;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.MockConfig;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Settings of the organization and of the caller. A PUT is partial: what it does not name stays; it answers the whole.
@Tag(name = "Settings")
@RestController
class SettingsApi {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final SettingsRepository settings;
    private final AuditRepository audit;
    private final ProviderChoiceDesk choice;

    SettingsApi(Store store, SettingsRepository settings, AuditRepository audit, ProviderChoiceDesk choice) {
        this.store = store;
        this.settings = settings;
        this.audit = audit;
        this.choice = choice;
    }

    /// @param useMockDialer true: the same as `provider` being the simulator
    /// @param mockConfig merged member by member; a null member is the default again
    /// @param maxCallsPerSecond above 0, up to 1000
    /// @param sessionTimeoutSeconds 60 to 86400
    record OrganizationChange(
            @Nullable String name,
            @Nullable String country,
            @Nullable String timeZone,
            @Nullable ProviderName provider,
            @Nullable Boolean useMockDialer,

            @Nullable @Schema(implementation = MockConfig.class)
            JsonNode mockConfig,

            @Nullable Boolean recordingEnabled,
            @Nullable Double maxCallsPerSecond,
            @Nullable Integer maxConcurrentCalls,
            @Nullable Integer maxAttemptsPerDay,
            @Nullable Integer maxAttemptsPerWeek,
            @Nullable List<String> allowedCountries,
            @Nullable String preset,
            @Nullable Window callingWindow,
            @Nullable Integer sessionTimeoutSeconds) {}

    /// @param alwaysOpen accepted only on the simulator; absent: false
    record Window(
            @Nullable Map<String, List<String>> days,
            @Nullable Boolean alwaysOpen) {}

    /// @param recordingEnabled null: as the organization says
    record MyChange(
            @Nullable Boolean useMockDialer,

            @Nullable @Schema(implementation = MockConfig.class)
            JsonNode mockConfig,

            @Nullable @Schema(implementation = Boolean.class, nullable = true)
            Given<Boolean> recordingEnabled) {}

    @Requires(Role.AGENT)
    @GetMapping("/api/settings")
    OrganizationSettings get(Caller caller) {
        return store.web(caller.organization(), () -> settings.organization(caller.organization()));
    }

    @Requires(Role.ADMIN)
    @PutMapping("/api/settings")
    OrganizationSettings change(Caller caller, @RequestBody OrganizationChange wanted) {
        return store.web(caller.organization(), () -> {
            Row before = settings.row(caller.organization(), true);
            Change change = checked(caller.organization(), wanted, before);
            settings.change(caller.organization(), change);
            if (change.provider() != null) {
                choice.agentsFollow(caller.organization(), change.provider());
            }
            OrganizationSettings after = settings.organization(caller.organization());
            audit.record(
                    caller,
                    "settings-changed",
                    "organization",
                    caller.organization(),
                    differences(before.settings(), after));
            return after;
        });
    }

    private Change checked(OrganizationId organization, OrganizationChange wanted, Row before) {
        var wrong = new Wrong();
        String name = wanted.name() == null ? null : wanted.name().strip();
        wrong.unless(name == null || within(name.length(), 1, 200), "name", "A name has 1 to 200 characters.");
        String country = upper(wanted.country());
        wrong.unless(
                country == null || PhoneParser.knowsRegion(country),
                "country",
                "A country is two letters of ISO 3166-1, such as US or GB.");
        wrong.unless(
                wanted.timeZone() == null || ZoneId.getAvailableZoneIds().contains(wanted.timeZone()),
                "timeZone",
                "A time zone is an IANA name such as America/New_York.");
        List<String> countries = wanted.allowedCountries() == null
                ? null
                : wanted.allowedCountries().stream()
                        .map(code -> code.strip().toUpperCase(Locale.ROOT))
                        .distinct()
                        .sorted()
                        .toList();
        wrong.unless(
                countries == null || countries.stream().allMatch(PhoneParser::knowsRegion),
                "allowedCountries",
                "Each country is two letters of ISO 3166-1, such as US or GB.");
        wrong.unless(
                wanted.preset() == null || List.of("us-consumer", "b2b").contains(wanted.preset()),
                "preset",
                "The preset is us-consumer or b2b.");
        checkLimits(wanted, wrong);
        String layer = wanted.mockConfig() == null ? null : MockLayer.merge(before.mockConfig(), wanted.mockConfig());
        checkMock(wrong, layer);
        CallingWindow window = window(wanted, before.callingWindow(), wrong);
        wrong.unless(
                !Boolean.TRUE.equals(wanted.useMockDialer())
                        || wanted.provider() == null
                        || wanted.provider() == ProviderName.SIMULATOR,
                "useMockDialer",
                "useMockDialer: true means the simulator; the provider named beside it is another one.");
        wrong.refuse();
        ProviderName provider = provider(wanted, before.provider());
        requireConfigured(organization, provider);
        if (window != null
                && window.alwaysOpen()
                && (provider == null ? before.provider() : provider) != ProviderName.SIMULATOR) {
            throw Problem.validation(
                    "callingWindow.alwaysOpen",
                    "A window is always open only on the simulator; real people are called within hours.");
        }
        return new Change(
                name,
                country,
                wanted.timeZone(),
                provider,
                layer,
                wanted.recordingEnabled(),
                wanted.maxCallsPerSecond(),
                wanted.maxConcurrentCalls(),
                wanted.maxAttemptsPerDay(),
                wanted.maxAttemptsPerWeek(),
                countries,
                wanted.preset(),
                window,
                wanted.sessionTimeoutSeconds());
    }

    private static @Nullable CallingWindow window(OrganizationChange wanted, CallingWindow present, Wrong wrong) {
        if (wanted.callingWindow() == null) {
            return null;
        }
        Map<String, List<String>> days = wanted.callingWindow().days();
        try {
            return new CallingWindow(
                    days == null ? present.days() : days,
                    Boolean.TRUE.equals(wanted.callingWindow().alwaysOpen()));
        } catch (IllegalArgumentException e) {
            wrong.unless(false, "callingWindow.days", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static void checkLimits(OrganizationChange wanted, Wrong wrong) {
        Double perSecond = wanted.maxCallsPerSecond();
        wrong.unless(
                perSecond == null || (perSecond >= 0.01 && perSecond <= 1000),
                "maxCallsPerSecond",
                "maxCallsPerSecond is a number from 0.01 to 1000.");
        limit(wrong, "maxConcurrentCalls", wanted.maxConcurrentCalls(), 1, 10_000);
        limit(wrong, "maxAttemptsPerDay", wanted.maxAttemptsPerDay(), 1, 100);
        limit(wrong, "maxAttemptsPerWeek", wanted.maxAttemptsPerWeek(), 1, 500);
        limit(wrong, "sessionTimeoutSeconds", wanted.sessionTimeoutSeconds(), 60, 86_400);
    }

    private static void limit(Wrong wrong, String field, @Nullable Integer value, int min, int max) {
        wrong.unless(
                value == null || within(value, min, max),
                field,
                "%s is a whole number from %d to %d.".formatted(field, min, max));
    }

    private static boolean within(int value, int min, int max) {
        return value >= min && value <= max;
    }

    private static @Nullable String upper(@Nullable String text) {
        return text == null ? null : text.strip().toUpperCase(Locale.ROOT);
    }

    private static void checkMock(Wrong wrong, @Nullable String layer) {
        try {
            MockConfig.parse(layer);
        } catch (Problem problem) {
            wrong.addAll(problem.fields());
        }
    }

    /// `useMockDialer: false` asks for a real provider without naming one: the one in use, if it is real.
    private static @Nullable ProviderName provider(OrganizationChange wanted, ProviderName present) {
        if (wanted.provider() != null) {
            return wanted.provider();
        }
        if (wanted.useMockDialer() == null) {
            return null;
        }
        if (wanted.useMockDialer()) {
            return ProviderName.SIMULATOR;
        }
        if (present == ProviderName.SIMULATOR) {
            throw notConfigured("No real provider is set up yet. Name one with its credentials");
        }
        return present;
    }

    private void requireConfigured(OrganizationId organization, @Nullable ProviderName provider) {
        if (provider != null) {
            choice.requireAllowed(provider);
        }
        if (provider != null && provider != ProviderName.SIMULATOR && !choice.isReady(organization, provider)) {
            throw notConfigured(provider.spoken() + " is not set up. Enter its credentials");
        }
    }

    private static Problem notConfigured(String firstWay) {
        String sentence = Character.toUpperCase(firstWay.charAt(0)) + firstWay.substring(1);
        return Problem.of(
                        409,
                        "provider-not-configured",
                        sentence + " under Settings, Provider, or go on with the simulator, which needs no account:"
                                + " {\"provider\": \"simulator\"}.")
                .with("waysOut", List.of("configure", "simulator"));
    }

    private static Map<String, Object> differences(OrganizationSettings before, OrganizationSettings after) {
        JsonNode old = JSON.valueToTree(before);
        JsonNode now = JSON.valueToTree(after);
        var changed = new java.util.LinkedHashMap<String, Object>();
        now.properties().forEach(member -> {
            JsonNode was = old.get(member.getKey());
            if (!member.getKey().equals("version") && !member.getValue().equals(was)) {
                changed.put(member.getKey(), Map.of("from", was, "to", member.getValue()));
            }
        });
        return changed;
    }

    @Requires(Role.AGENT)
    @GetMapping("/api/settings/me")
    UserSettings mine(Caller caller) {
        return store.web(
                caller.organization(),
                () -> view(
                        settings.user(caller.organization(), caller.user()),
                        settings.row(caller.organization(), false)));
    }

    @Requires(Role.AGENT)
    @PutMapping("/api/settings/me")
    UserSettings changeMine(Caller caller, @RequestBody MyChange wanted) {
        return store.web(caller.organization(), () -> {
            Mine before = settings.user(caller.organization(), caller.user());
            String layer = wanted.mockConfig() == null
                    ? before.mockConfig()
                    : MockLayer.merge(before.mockConfig(), wanted.mockConfig());
            var wrong = new Wrong();
            checkMock(wrong, layer);
            wrong.refuse();
            var mine = new Mine(
                    wanted.useMockDialer() == null ? before.useMockDialer() : wanted.useMockDialer(),
                    layer,
                    Given.or(wanted.recordingEnabled(), before.recordingEnabled()));
            settings.changeUser(caller.organization(), caller.user(), mine);
            settings.agentAudio(caller.organization());
            UserSettings view = view(mine, settings.row(caller.organization(), false));
            audit.record(
                    caller,
                    "my-settings-changed",
                    "user",
                    caller.user(),
                    Map.of("useMockDialer", mine.useMockDialer(), "effective", JSON.valueToTree(view.effective())));
            return view;
        });
    }

    private static UserSettings view(Mine mine, Row organization) {
        ProviderName provider = mine.useMockDialer() ? ProviderName.SIMULATOR : organization.provider();
        Boolean recording = mine.recordingEnabled();
        return new UserSettings(
                mine.useMockDialer(),
                mine.mockConfig() == null ? null : JSON.readTree(mine.mockConfig()),
                recording,
                new UserSettings.Effective(
                        provider,
                        provider == ProviderName.SIMULATOR,
                        MockConfig.parse(organization.mockConfig(), mine.mockConfig()),
                        recording == null ? organization.recordingEnabled() : recording));
    }
}
