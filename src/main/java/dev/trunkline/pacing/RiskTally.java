package dev.trunkline.pacing;

/// Counts behind [RiskRecord].
final class RiskTally {

    /// Expected answers after which old ones have lost 63 % of their weight.
    private static final double PRICE_MEMORY = 400;
    private static final double MODEL_MEMORY = 1500;

    /// The guess before the first call, and how many answers and abandons it counts for.
    private static final double PRIOR_RATIO = 0.75;

    private static final double PRIOR_PRICE = 0.04;
    private static final double PRIOR_ANSWERS = 30;
    private static final double PRIOR_FORESEEN = 5;
    /// More than were foreseen, since the risk of a call counts its early answers before all.
    private static final double PRIOR_ABANDONS = 7.5;

    double risk = PRIOR_ANSWERS * PRIOR_PRICE * PRIOR_RATIO;
    double priced = PRIOR_ANSWERS * PRIOR_PRICE;
    double predicted = PRIOR_FORESEEN;
    double abandoned = PRIOR_ABANDONS;

    /// Calls were placed under `price` that will bring `answers` answers, `risks` of them abandoned if the forecast
    /// holds. Calls placed without a price (one line per free agent) say nothing about prices.
    void placed(double answers, double risks, double price) {
        if (price > 0) {
            double keep = Math.exp(-answers / PRICE_MEMORY);
            risk = risk * keep + risks;
            priced = priced * keep + answers * price;
        }
        double remember = Math.exp(-answers / MODEL_MEMORY);
        predicted = predicted * remember + risks;
        abandoned = abandoned * remember;
    }

    void abandoned() {
        abandoned += 1;
    }

    RiskRecord record() {
        return new RiskRecord(Math.clamp(risk / priced, 0.02, 1), Math.clamp(abandoned / predicted, 0.2, 10));
    }
}
