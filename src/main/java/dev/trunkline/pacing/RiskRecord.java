package dev.trunkline.pacing;

/// How predicted abandons stand to the price paid, and real abandons to predicted ones.
///
/// A price bounds the risk of the last call placed, while the cap bounds the mean over all answers. The ratio of the
/// two is learnt from every call placed, long before abandons, which are rare, could tell. Abandons then correct what
/// the model itself gets wrong, and what it leaves to later calls to make up for.
///
/// @param meanOverPrice mean risk of an answer over the price
/// @param realOverModel real abandons over predicted ones
record RiskRecord(double meanOverPrice, double realOverModel) {

    /// The price at which `rate` of all answers are expected to be abandoned.
    double priceFor(double rate) {
        return rate / (meanOverPrice * realOverModel);
    }
}
