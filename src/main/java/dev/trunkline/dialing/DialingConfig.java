package dev.trunkline.dialing;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.callbacks.CallbackDesk;
import dev.trunkline.callbacks.CallbackMoved;
import dev.trunkline.callbacks.CallbackRepository;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.compliance.NumbersBlocked;
import dev.trunkline.embedded.DataDirectory;
import dev.trunkline.leads.LeadsAdded;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.recordings.RecordingRepository;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/// Puts the engine together. Reads from bottom to top: desks are given what they need, loops are given the desks.
@Configuration(proxyBeanMethods = false)
class DialingConfig {

    @Bean
    Wakes wakes() {
        return new Wakes();
    }

    @Bean
    CheckTimes checkTimes() {
        return CheckTimes.DEFAULT;
    }

    /// One for each who asks.
    @Bean
    @Scope("prototype")
    Crew crew(InstantSource clock) {
        return new Crew(clock);
    }

    @Bean
    Providers providers(
            List<TelephonyProvider> providers, @Value("${trunkline.simulator-only:false}") boolean simulatorOnly) {
        return new Providers(
                simulatorOnly
                        ? providers.stream()
                                .filter(provider -> provider.capabilities().simulated())
                                .toList()
                        : providers);
    }

    @Bean
    ConnectDesk connectDesk(
            AgentRepository agents,
            SessionRepository sessions,
            CallRepository calls,
            LaunchRepository launches,
            NoticeRepository notices,
            PacingRepository pacing,
            Providers providers,
            CheckTimes times) {
        return new ConnectDesk(agents, sessions, calls, launches, notices, pacing, providers, times);
    }

    @Bean
    PoolDesk poolDesk(
            PoolRepository pool,
            AgentRepository agents,
            CallRepository calls,
            LaunchRepository launches,
            ConnectDesk connect,
            PacingRepository pacing) {
        return new PoolDesk(pool, agents, calls, launches, connect, pacing);
    }

    @Bean
    PacingDesk pacingDesk(
            Store store,
            PoolRepository pool,
            PacingRepository pacing,
            SettleRepository settle,
            LaunchRepository launches,
            CampaignRepository campaigns,
            ConnectDesk connect,
            PacingLogStore logs) {
        return new PacingDesk(store, pool, pacing, settle, launches, campaigns, connect, logs);
    }

    @Bean
    PacingLogStore pacingLogStore(DataDirectory files) {
        return new PacingLogStore(files.path().resolve("pacing"));
    }

    @Bean
    PacingSweeper pacingSweeper(Store store, PacingRepository pacing, InstantSource clock) {
        return new PacingSweeper(store, pacing, clock);
    }

    @Bean
    WishDesk wishDesk(
            CallRepository calls,
            AgentRepository agents,
            SessionRepository sessions,
            ClaimRepository claims,
            SettleRepository settle,
            PoolDesk pool) {
        return new WishDesk(calls, agents, sessions, claims, settle, pool);
    }

    @Bean
    ProviderDesk providerDesk(
            Store store, Providers providers, ConnectDesk connect, PoolDesk pool, Wakes wakes, Crew crew) {
        return new ProviderDesk(store, providers, connect, pool, wakes, crew);
    }

    @Bean
    AnswerDesk answerDesk(
            CallRepository calls,
            CampaignRepository campaigns,
            SettleRepository settle,
            ConnectDesk connect,
            CheckTimes times) {
        return new AnswerDesk(calls, campaigns, settle, connect, times);
    }

    @Bean
    ForeseenSteps foreseenSteps(Store store, StepRepository steps, JoinRepository joins, CheckTimes times) {
        return new ForeseenSteps(store, steps, joins, times);
    }

    @Bean
    CallDesk callDesk(
            Store store,
            CallRepository calls,
            AgentRepository agents,
            RecordingRepository recordings,
            StepRepository steps,
            ForeseenSteps foreseen,
            SettleRepository settle,
            SettleDesk settling,
            ConnectDesk connect,
            AnswerDesk answers,
            PoolDesk pool,
            ProviderDesk provider,
            CheckTimes times) {
        return new CallDesk(
                store,
                calls,
                agents,
                recordings,
                steps,
                foreseen,
                settle,
                settling,
                connect,
                answers,
                pool,
                provider,
                times);
    }

    /// Where every provider's verified events come in.
    @Bean
    Consumer<ProviderEvent> providerEvents(CallDesk desk) {
        return desk::accept;
    }

    /// Campaigns get the leads that come into their lists.
    @Bean
    Consumer<LeadsAdded> queuesFollowLists(CampaignDesk desk) {
        return added -> desk.listGrew(added.organization(), added.list());
    }

    /// A queue whose appointment fell due or changed is looked at.
    @Bean
    Consumer<CallbackMoved> appointmentsWakeQueues(Wakes wakes) {
        return moved -> wakes.wake(moved.organization(), moved.campaign());
    }

    /// Nobody is called back on a number that is blocked.
    @Bean
    Consumer<NumbersBlocked> blockedAppointmentsEnd(Store store, CallbackRepository callbacks) {
        return blocked -> store.engine(
                blocked.organization(), () -> callbacks.cancelBlocked(blocked.organization(), blocked.numbers()));
    }

    /// Calls that are on their way to a number end when it is blocked.
    @Bean
    Consumer<NumbersBlocked> blockedCallsEnd(HangUpDesk desk) {
        return blocked -> desk.blocked(blocked.organization(), blocked.numbers());
    }

    @Bean
    LaunchDesk launchDesk(
            Store store,
            CallRepository calls,
            LaunchRepository launches,
            Providers providers,
            CallDesk desk,
            CheckTimes times,
            InstantSource clock,
            Crew crew) {
        return new LaunchDesk(store, calls, launches, providers, desk, times, clock, crew);
    }

    @Bean
    ControlDesk controlDesk(
            Store store,
            CampaignRepository campaigns,
            SessionRepository sessions,
            AgentRepository agents,
            CallRepository calls,
            LaunchRepository launches,
            AgendaRepository agenda,
            ConnectDesk connect,
            ProviderDesk provider,
            CheckTimes times) {
        return new ControlDesk(store, campaigns, sessions, agents, calls, launches, agenda, connect, provider, times);
    }

    @Bean
    PresenceDesk presenceDesk(Store store, AgentRepository agents, ProviderDesk provider, InstantSource clock) {
        return new PresenceDesk(store, agents, provider, clock);
    }

    @Bean
    DispositionDesk dispositionDesk(
            Store store,
            CallRepository calls,
            CampaignRepository campaigns,
            AgentRepository agents,
            SessionRepository sessions,
            LaunchRepository launches,
            SettleRepository settle,
            DispositionRepository dispositions,
            DncRepository dnc,
            CallbackRepository callbacks,
            ConnectDesk connect,
            ProviderDesk provider,
            List<Consumer<NumbersBlocked>> numbersBlocked) {
        return new DispositionDesk(
                store,
                calls,
                campaigns,
                agents,
                sessions,
                launches,
                settle,
                dispositions,
                dnc,
                callbacks,
                connect,
                provider,
                numbersBlocked);
    }

    @Bean
    DialingDesk dialingDesk(
            Store store,
            CampaignRepository campaigns,
            QueueRepository queue,
            CallRepository calls,
            LaunchRepository launches,
            CallerIdRepository callerIds,
            ClaimRepository claims,
            WishDesk wishes,
            PacingDesk pacing,
            Providers providers,
            ControlDesk control,
            ForeseenSteps foreseen,
            CheckTimes times) {
        return new DialingDesk(
                store, campaigns, queue, calls, launches, callerIds, claims, wishes, pacing, providers, control,
                foreseen, times);
    }

    @Bean
    DialingLoop dialingLoop(
            Store store,
            QueueRepository queue,
            DialingDesk desk,
            LaunchDesk launch,
            ProviderDesk provider,
            Wakes wakes,
            InstantSource clock,
            Crew crew) {
        return new DialingLoop(store, queue, desk, launch, provider, wakes, clock, crew);
    }

    @Bean
    Reconciler reconciler(
            Store store,
            CallRepository calls,
            LaunchRepository launches,
            CampaignRepository campaigns,
            AgentRepository agents,
            Providers providers,
            CallDesk desk,
            ProviderDesk provider,
            CheckTimes times,
            InstantSource clock) {
        return new Reconciler(store, calls, launches, campaigns, agents, providers, desk, provider, times, clock);
    }

    @Bean
    Sweeper sweeper(
            Store store,
            AgentRepository agents,
            SessionRepository sessions,
            CallRepository calls,
            CampaignRepository campaigns,
            LaunchRepository launches,
            DispositionDesk dispositions,
            ControlDesk control,
            InstantSource clock) {
        return new Sweeper(store, agents, sessions, calls, campaigns, launches, dispositions, control, clock);
    }

    @Bean(initMethod = "start")
    AgendaLoop agendaLoop(
            Store store,
            AgendaRepository agenda,
            DialingLoop dialing,
            Reconciler reconciler,
            List<Sweep> sweeps,
            CallbackDesk callbacks,
            InstantSource clock,
            Crew crew) {
        return new AgendaLoop(store, agenda, dialing, reconciler, sweeps, callbacks, clock, crew);
    }
}
