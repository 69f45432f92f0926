package dev.trunkline.phone;

import java.util.List;

/// A number that exists in its country's numbering plan.
///
/// @param e164 with plus and country code, such as `+15046218927`
/// @param national the digits without the country code, as people there type them less the trunk prefix
/// @param region ISO 3166-1 country of the number; empty for numbers of no country
/// @param zones IANA zones the number may ring in, sorted; empty when nothing is known
public record PhoneNumber(String e164, String national, PhoneType type, String region, List<String> zones)
        implements PhoneReading {}
