package dev.trunkline.pacing;

/// Counts behind [RiskRecord].
final class RiskTally {

    /// Expected answers after which old ones have lost 63 % of their weight.
    private static final double PRICE_MEMORY = 400;
    private static final double MODEL_MEMORY = 6000;
    private static final double PRIOR_ANSWERS = 30;
    private static final double PRIOR_PRICE = 0.12;
    private static final double PRIOR_RATIO = 0.28;
    private static final double PRIOR_ABANDONS = 12;

    double risk = PRIOR_ANSWERS * PRIOR_PRICE * PRIOR_RATIO;
    double priced = PRIOR_ANSWERS * PRIOR_PRICE;
    double predicted = PRIOR_ABANDONS;
    double abandoned = PRIOR_ABANDONS;

    /// Calls were placed that will bring `answers` answers at a mean risk of `meanRisk` each, under `price`.
    void placed(double answers, double meanRisk, double price) {
        double keep = Math.exp(-answers / PRICE_MEMORY);
        risk = risk * keep + answers * meanRisk;
        priced = priced * keep + answers * price;
        double remember = Math.exp(-answers / MODEL_MEMORY);
        predicted = predicted * remember + answers * meanRisk;
        abandoned = abandoned * remember;
    }

    void abandoned() {
        abandoned += 1;
    }

    RiskRecord record() {
        return new RiskRecord(Math.clamp(risk / priced, 0.02, 1), Math.clamp(abandoned / predicted, 0.2, 5));
    }
}
