package dev.trunkline.leads;

import dev.trunkline.phone.PhoneType;

/// One number of a lead; the first is the primary one.
///
/// @param number E.164
/// @param label what its column or owner calls it, such as "Mobile"
public record LeadPhone(String number, PhoneType type, boolean primary, String label, String region) {}
