package dev.trunkline.campaigns;

import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Wrong;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The settings of a campaign as a request gives them; null: not given. Checked as a whole, so that every wrong field
/// is named at once.
public record CampaignDraft(
        @Nullable String name,
        @Nullable CampaignMode mode,
        @Nullable List<UUID> listIds,
        @Nullable List<UUID> leadIds,
        @Nullable List<UUID> agentIds,
        @Nullable List<UUID> numberIds,
        @Nullable Integer lines,
        @Nullable Integer maxConcurrentCalls,
        @Nullable Integer ringTimeoutSeconds,
        @Nullable Integer maxAttempts,
        @Nullable Map<String, RuleDraft> retryRules,
        @Nullable BusyLinePolicy busyLinePolicy,
        @Nullable WindowDraft callingWindow,
        @Nullable AmdMode amd,
        @Nullable String machineAction,
        @Nullable Boolean recordingEnabled,
        @Nullable Double maxAbandonRate,
        @Nullable Integer wrapUpSeconds,
        @Nullable String defaultDisposition,
        @Nullable String script,
        @Nullable Unattended unattended,
        @Nullable Boolean start) {

    /// Lines of a predictive campaign that names no limit: the forecast decides.
    private static final int POOL_LINES = 2000;

    public record RuleDraft(
            @Nullable Integer delayMinutes,
            @Nullable Integer attempts,
            @Nullable Boolean stop) {}

    public record WindowDraft(
            @Nullable Map<String, List<String>> days,
            @Nullable Boolean alwaysOpen) {}

    private static final Campaign NEW = new Campaign(
            new CampaignId(new UUID(0, 0)),
            "",
            CampaignMode.POWER,
            CampaignStatus.PENDING,
            null,
            false,
            null,
            null,
            5,
            30,
            3,
            RetryRules.DEFAULT.byOutcome(),
            BusyLinePolicy.CANCEL_RINGING,
            CallingWindow.DEFAULT,
            AmdMode.OFF,
            "hang-up",
            null,
            0.03,
            null,
            "connected",
            "",
            null,
            Instant.EPOCH,
            null,
            null,
            null,
            1);

    /// A new campaign with these settings and the defaults for the rest.
    ///
    /// @param simulated whether nobody real would be called: only then may the window be always open
    public Campaign create(UserId by, boolean adHoc, boolean simulated) {
        var wrong = new Wrong();
        wrong.unless(name != null && !name.isBlank(), "name", "Give the campaign a name.");
        wrong.unless(mode != null, "mode", "Choose a mode: manual, preview, power, predictive or unattended.");
        CampaignMode chosen = mode == null ? CampaignMode.POWER : mode;
        boolean needsMessage = !simulated && chosen == CampaignMode.UNATTENDED && unattended == null;
        wrong.unless(!needsMessage, "unattended", "Choose what people hear: a message or an endpoint.");
        int lineLimit = chosen == CampaignMode.PREDICTIVE ? POOL_LINES : NEW.maxConcurrentCalls();
        return over(NEW, chosen, adHoc, by, lineLimit, simulated, wrong);
    }

    /// These settings over those of a campaign that exists; its mode stays.
    public Campaign over(Campaign present, boolean simulated) {
        var wrong = new Wrong();
        wrong.unless(name == null || !name.isBlank(), "name", "Give the campaign a name.");
        wrong.unless(mode == null || mode == present.mode(), "mode", "The mode of a campaign can't be changed.");
        return over(
                present,
                present.mode(),
                present.adHoc(),
                present.createdBy(),
                present.maxConcurrentCalls(),
                simulated,
                wrong);
    }

    private Campaign over(
            Campaign c,
            CampaignMode mode,
            boolean adHoc,
            @Nullable UserId by,
            int lineLimit,
            boolean simulated,
            Wrong wrong) {
        between(wrong, lines, 1, 100, "lines", "Lines go from 1 to 100.");
        between(wrong, maxConcurrentCalls, 1, 10_000, "maxConcurrentCalls", "Concurrent calls go from 1 to 10,000.");
        between(
                wrong,
                ringTimeoutSeconds,
                15,
                120,
                "ringTimeoutSeconds",
                "Lines ring 15 to 120 s; shorter counts as an abandoned call in the US.");
        between(wrong, maxAttempts, 1, 20, "maxAttempts", "Attempts go from 1 to 20.");
        between(wrong, wrapUpSeconds, 1, 3600, "wrapUpSeconds", "Wrap-up lasts 1 to 3,600 s.");
        wrong.unless(name == null || name.length() <= 200, "name", "A name has at most 200 characters.");
        wrong.unless(
                maxAbandonRate == null || (maxAbandonRate >= 0 && maxAbandonRate <= 0.03),
                "maxAbandonRate",
                "The law allows at most 0.03 (3 %).");
        wrong.unless(
                machineAction == null || Set.of("hang-up", "message").contains(machineAction),
                "machineAction",
                "A machine gets hang-up or message.");
        wrong.unless(
                script == null || script.length() <= 100_000, "script", "A script has at most 100,000 characters.");
        Map<String, RetryRules.Rule> rules = rules(c, wrong);
        CallingWindow window = window(c, simulated, wrong);
        wrong.refuse();
        return new Campaign(
                c.id(),
                name == null ? c.name() : name.strip(),
                mode,
                c.status(),
                c.statusReason(),
                adHoc,
                by,
                lines == null ? c.lines() : lines,
                or(maxConcurrentCalls, lineLimit),
                or(ringTimeoutSeconds, c.ringTimeoutSeconds()),
                or(maxAttempts, c.maxAttempts()),
                rules,
                or(busyLinePolicy, c.busyLinePolicy()),
                window,
                or(amd, c.amd()),
                or(machineAction, c.machineAction()),
                recordingEnabled == null ? c.recordingEnabled() : recordingEnabled,
                or(maxAbandonRate, c.maxAbandonRate()),
                wrapUpSeconds == null ? c.wrapUpSeconds() : wrapUpSeconds,
                or(defaultDisposition, c.defaultDisposition()),
                or(script, c.script()),
                unattended == null ? c.unattended() : unattended,
                c.createdAt(),
                c.startedAt(),
                c.pausedAt(),
                c.completedAt(),
                c.version());
    }

    private Map<String, RetryRules.Rule> rules(Campaign c, Wrong wrong) {
        if (retryRules == null) {
            return c.retryRules();
        }
        var rules = new java.util.LinkedHashMap<>(c.retryRules());
        retryRules.forEach((outcome, rule) -> {
            try {
                boolean stop = Boolean.TRUE.equals(rule.stop());
                rules.put(outcome, new RetryRules.Rule(stop ? null : rule.delayMinutes(), rule.attempts(), stop));
            } catch (IllegalArgumentException e) {
                wrong.unless(false, "retryRules." + outcome, String.valueOf(e.getMessage()));
            }
        });
        return rules;
    }

    private CallingWindow window(Campaign c, boolean simulated, Wrong wrong) {
        if (callingWindow == null) {
            return c.callingWindow();
        }
        boolean always = Boolean.TRUE.equals(callingWindow.alwaysOpen());
        wrong.unless(
                !always || simulated,
                "callingWindow.alwaysOpen",
                "A window is always open only on the simulator; real people are called within hours.");
        try {
            Map<String, List<String>> days =
                    callingWindow.days() == null ? CallingWindow.DEFAULT.days() : callingWindow.days();
            return new CallingWindow(days, always);
        } catch (IllegalArgumentException e) {
            wrong.unless(false, "callingWindow.days", String.valueOf(e.getMessage()));
            return c.callingWindow();
        }
    }

    private static void between(
            Wrong wrong, @Nullable Integer value, int least, int most, String field, String message) {
        wrong.unless(value == null || (value >= least && value <= most), field, message);
    }

    private static <T extends @Nullable Object> T or(@Nullable T given, T present) {
        return given == null ? present : given;
    }
}
