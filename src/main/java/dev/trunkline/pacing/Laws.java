package dev.trunkline.pacing;

/// What the campaign has learnt, frozen for one decision.
///
/// @param ring how ringing calls are answered, at the level of the moment
/// @param agents how busy agents become free
/// @param level answer rate of the moment over the learnt one
/// @param levelVariance relative variance of the level
/// @param calls calls behind the laws, old ones discounted
/// @param known 0 to 1: how much of what a floor of this size has to know before it pays the whole price
/// @param risk what a price has meant in abandons so far
record Laws(
        RingForecast ring,
        AgentForecast agents,
        double level,
        double levelVariance,
        double calls,
        double known,
        RiskRecord risk) {}
