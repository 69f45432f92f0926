package dev.trunkline.dialing;

import dev.trunkline.agents.Session;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.Rule;
import dev.trunkline.dialing.PlaceRepository.Own;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.telephony.MockConfig;
import dev.trunkline.telephony.TelephonyProvider;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// The line of a call that a person asks for: the number it comes from, a permit to place it, and what goes with it.
@Component
public class LineDesk {

    private static final int RING_SECONDS = 30;

    private final CampaignRepository campaigns;
    private final LaunchRepository launches;
    private final CallerIdRepository callerIds;

    LineDesk(CampaignRepository campaigns, LaunchRepository launches, CallerIdRepository callerIds) {
        this.campaigns = campaigns;
        this.launches = launches;
        this.callerIds = callerIds;
    }

    /// Who asks for what, and through whom it goes.
    record Ask(
            OrganizationId organization,
            UserId user,
            PlaceDesk.Request request,
            DialingFacts facts,
            Own own,
            TelephonyProvider provider) {

        boolean simulated() {
            return provider.capabilities().simulated();
        }
    }

    record Line(Slot slot, int ringSeconds, AmdMode amd, boolean record) {}

    /// Takes the permit; everything that can be wrong with the request's terms is said before.
    ///
    /// @param preview whether a queue offered the lead: then the campaign's detection holds
    Line open(Ask ask, @Nullable Campaign campaign, @Nullable Session session, boolean preview) {
        String options = options(ask);
        CallerIds.Usable from = callerId(ask, campaign, session);
        takeLine(ask);
        Integer wished = ask.request().lineNumber();
        var slot = new Slot(
                session == null ? null : session.id(),
                ask.user(),
                wished == null ? 1 : wished,
                from,
                ask.provider().name(),
                options);
        int ring = campaign == null ? RING_SECONDS : campaign.ringTimeoutSeconds();
        return new Line(slot, ring, amd(ask, campaign, preview), recording(ask, campaign));
    }

    private void takeLine(Ask ask) {
        if (launches.liveCalls(ask.organization()) >= ask.facts().maxConcurrentCalls()) {
            throw Problem.notInState(
                    "All " + ask.facts().maxConcurrentCalls() + " lines of your organization are in use.");
        }
        double rate = ask.provider()
                .callsPerSecond(ask.facts().maxCallsPerSecond(), ask.facts().options());
        if (launches.takePermits(ask.organization(), ask.provider().name(), 1, rate) == 0) {
            throw Problem.of(
                            429,
                            "too-many-requests",
                            "Your organization places no more than "
                                    + ask.facts().maxCallsPerSecond() + " calls a second. Try again in a moment.")
                    .with("retryAfterSeconds", 1);
        }
    }

    private CallerIds.Usable callerId(Ask ask, @Nullable Campaign campaign, @Nullable Session session) {
        List<NumberId> wanted = wantedNumbers(ask, campaign, session);
        CallerIds usable = callerIds.take(ask.organization(), wanted, ask.simulated());
        Optional<CallerIds.Usable> next = usable.next();
        if (next.isPresent()) {
            return next.get();
        }
        if (!usable.isEmpty()) {
            throw Refusals.problem(new Gate.Refused(Rule.NUMBER_CAP, usable.freeAt()), List.of());
        }
        if (ask.request().numberId() != null) {
            throw Problem.validation("numberId", "This number is not yours, or not active.");
        }
        throw Problem.of(
                409, "no-active-number", "There is no active number to call from. Add one under Settings → Numbers.");
    }

    private List<NumberId> wantedNumbers(Ask ask, @Nullable Campaign campaign, @Nullable Session session) {
        if (ask.request().numberId() != null) {
            return List.of(new NumberId(ask.request().numberId()));
        }
        if (session == null) {
            return campaign == null ? List.of() : campaigns.numbers(ask.organization(), campaign.id());
        }
        List<NumberId> lines = session.numberIds().stream().map(NumberId::new).toList();
        Integer line = ask.request().lineNumber();
        return line == null || line > lines.size() ? lines : List.of(lines.get(line - 1));
    }

    private static String options(Ask ask) {
        JsonNode wish = ask.request().mockConfig();
        if (wish != null && !wish.isNull() && !ask.simulated()) {
            throw Problem.validation("mockConfig", "mockConfig is for the simulator; real people answer as they like.");
        }
        if (!ask.simulated()) {
            return ask.facts().options();
        }
        String layers = Stream.of(ask.facts().options(), ask.own().mockConfig(), wish == null ? null : wish.toString())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(",", "[", "]"));
        MockConfig.parse(layers);
        return layers;
    }

    private static AmdMode amd(Ask ask, @Nullable Campaign campaign, boolean preview) {
        if (!ask.provider().capabilities().amd()) {
            return AmdMode.OFF;
        }
        AmdMode usual = campaign == null ? AmdMode.OFF : campaign.amd();
        if (ask.request().amd() == null) {
            return preview ? usual : AmdMode.OFF;
        }
        return !ask.request().amd() ? AmdMode.OFF : usual == AmdMode.OFF ? AmdMode.BESIDE : usual;
    }

    private static boolean recording(Ask ask, @Nullable Campaign campaign) {
        return Stream.of(
                        ask.request().recordingEnabled(),
                        campaign == null ? null : campaign.recordingEnabled(),
                        ask.own().recordingEnabled())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(ask.facts().recordingEnabled());
    }
}
