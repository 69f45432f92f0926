package dev.trunkline.dialing;

import dev.trunkline.problem.Problem;
import dev.trunkline.telephony.TelephonyProvider;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The providers that are built in, by name.
public final class Providers {

    private final Map<String, TelephonyProvider> byName;

    public Providers(List<TelephonyProvider> providers) {
        byName = providers.stream().collect(Collectors.toUnmodifiableMap(TelephonyProvider::name, Function.identity()));
    }

    public TelephonyProvider get(String name) {
        TelephonyProvider provider = byName.get(name);
        if (provider == null) {
            throw Problem.of(
                            409,
                            "provider-not-configured",
                            "The provider " + name
                                    + " is not set up. Enter its credentials under Settings → Provider, or switch to the simulator.")
                    .with("waysOut", List.of("configure", "simulator"));
        }
        return provider;
    }

    /// Who places the calls of a user's own sitting: the organization's, unless they switched it to the simulator.
    public TelephonyProvider ofSitting(DialingFacts facts, PlaceRepository.Own own) {
        return own.useMockDialer() ? simulated() : get(facts.provider());
    }

    /// The one that calls nobody real.
    private TelephonyProvider simulated() {
        return byName.values().stream()
                .filter(provider -> provider.capabilities().simulated())
                .findFirst()
                .orElseThrow();
    }
}
