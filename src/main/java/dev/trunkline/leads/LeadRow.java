package dev.trunkline.leads;

import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.TimeZones;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A row of a file that can become a lead.
///
/// @param phones at least one, the primary first, none twice
/// @param statedZone IANA zone the row names, null when it names none
/// @param addressZones zones its address may lie in
public record LeadRow(
        String firstName,
        String lastName,
        String company,
        String email,
        String address,
        String city,
        String state,
        String postcode,
        String country,
        String notes,
        @Nullable String statedZone,
        Set<String> addressZones,
        List<Phone> phones,
        Map<String, Object> customFields) {

    /// A number and what its column is called.
    public record Phone(PhoneNumber number, String label) {}

    String primary() {
        return phones.getFirst().number().e164();
    }

    /// The zone to show beside the lead; null when nothing is known.
    @Nullable
    String shownZone() {
        return TimeZones.shown(phones.getFirst().number().zones(), addressZones, statedZone);
    }

    boolean hasAny(Set<String> numbers) {
        return !numbers.isEmpty()
                && phones.stream()
                        .anyMatch(phone -> numbers.contains(phone.number().e164()));
    }

    Set<String> searchWords() {
        return SearchWords.of(firstName, lastName, company, email);
    }

    List<SearchWords.Digits> digits() {
        return phones.stream()
                .map(phone -> new SearchWords.Digits(
                        phone.number().e164(), phone.number().national()))
                .toList();
    }

    /// This row with everything that `later` fills in laid over it.
    LeadRow overlaidBy(LeadRow later) {
        List<Phone> all = new ArrayList<>(phones);
        for (Phone phone : later.phones) {
            if (all.stream()
                    .noneMatch(
                            known -> known.number().e164().equals(phone.number().e164()))) {
                all.add(phone);
            }
        }
        Map<String, Object> custom = new LinkedHashMap<>(customFields);
        custom.putAll(later.customFields);
        return new LeadRow(
                filled(later.firstName, firstName),
                filled(later.lastName, lastName),
                filled(later.company, company),
                filled(later.email, email),
                filled(later.address, address),
                filled(later.city, city),
                filled(later.state, state),
                filled(later.postcode, postcode),
                filled(later.country, country),
                filled(later.notes, notes),
                later.statedZone == null ? statedZone : later.statedZone,
                later.addressZones.isEmpty() ? addressZones : later.addressZones,
                List.copyOf(all),
                custom);
    }

    private static String filled(String first, String otherwise) {
        return first.isEmpty() ? otherwise : first;
    }
}
