package dev.trunkline.telephony.twilio;

import dev.trunkline.http.HttpSettings;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.Later;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLegEvent;
import dev.trunkline.telephony.BrowserOrigins;
import dev.trunkline.telephony.CallDirector;
import dev.trunkline.telephony.ProviderEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/// Puts Twilio together. The engine is given lazily, because it is given the providers.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TwilioSettings.class)
class TwilioConfig {

    private static final Logger LOG = LoggerFactory.getLogger(TwilioConfig.class);

    /// What somebody waits for goes first.
    private static final Executor AFTERWARDS = CompletableFuture.delayedExecutor(
            30, TimeUnit.MILLISECONDS, Thread.ofVirtual().name("twilio-afterwards")::start);

    @Bean
    TwilioAccountRepository twilioAccounts(Store store, Secrets secrets, TwilioSettings settings) {
        return new TwilioAccountRepository(store, secrets, settings);
    }

    @Bean
    Callbacks twilioCallbacks(HttpSettings http, Environment environment, Secrets secrets) {
        return new Callbacks(() -> http.address(environment), secrets);
    }

    /// The Voice kit begins at the nearest edge and comes back to the one it was given, so each of them is allowed; its
    /// measurements go to the gateway of the account's region.
    @Bean
    BrowserOrigins twilioOrigins() {
        return new BrowserOrigins(List.of("wss://*.twilio.com", "https://*.twilio.com"), List.of("mediastream:"));
    }

    @Bean
    TwilioFailoverDesk twilioFailover(
            TwilioAccountRepository accounts,
            Store store,
            NoticeRepository notices,
            ObjectProvider<Consumer<AgentLegEvent>> legs,
            InstantSource clock) {
        return new TwilioFailoverDesk(
                accounts, store, notices, event -> legs.getObject().accept(event), clock);
    }

    @Bean
    TwilioProvider twilioProvider(
            TwilioAccountRepository accounts,
            TwilioSettings settings,
            Callbacks callbacks,
            TwilioFailoverDesk failover,
            ObjectProvider<Consumer<ProviderEvent>> sink,
            InstantSource clock) {
        return new TwilioProvider(
                accounts,
                settings,
                new TwilioClient(settings.apiUrl()),
                callbacks,
                failover,
                event -> sink.getObject().accept(event),
                clock);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> twilioRehearsal(TwilioWebhookDesk desk) {
        return _ -> {
            try {
                desk.rehearse();
            } catch (RuntimeException e) {
                LOG.info("the first to answer will wait a few milliseconds more: {}", e.toString());
            }
        };
    }

    @Bean
    FilterRegistrationBean<TwilioWebhookFilter> twilioWebhooks(
            TwilioWebhookDesk desk, Callbacks callbacks, MeterRegistry meters) {
        var webhooks = new FilterRegistrationBean<>(new TwilioWebhookFilter(desk, callbacks, meters));
        webhooks.setUrlPatterns(TwilioWebhookFilter.KINDS.stream()
                .map(kind -> Callbacks.PATH + kind)
                .toList());
        webhooks.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return webhooks;
    }

    @Bean
    TwilioWebhookDesk twilioWebhookDesk(
            TwilioAccountRepository accounts,
            Secrets secrets,
            Callbacks callbacks,
            CallDirector director,
            Consumer<ProviderEvent> sink,
            Consumer<AgentLegEvent> legs,
            InstantSource clock) {
        return new TwilioWebhookDesk(
                accounts,
                secrets,
                callbacks,
                director,
                sink,
                legs,
                note -> Later.run(() -> AFTERWARDS.execute(note)),
                clock);
    }
}
