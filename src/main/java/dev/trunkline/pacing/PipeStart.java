package dev.trunkline.pacing;

/// The `start` line: the terms of a day.
///
/// @param agents agents expected; only for people, the floor is counted at each decision
/// @param day length of the day in seconds; the abandon window
/// @param patience seconds a person who answered waits for an agent
/// @param ringTimeout seconds after which an unanswered call is given up
/// @param abandonTarget the cap on abandoned over answered
/// @param laws learnt laws to go on with; empty: none
/// @param explain true when each answer shall carry its reasons
record PipeStart(
        int agents,
        double day,
        double patience,
        double ringTimeout,
        double abandonTarget,
        String laws,
        boolean explain) {

    static PipeStart read(JsonCursor json) {
        double agents = 0;
        double day = 28_800;
        double patience = 2;
        double ringTimeout = 30;
        double abandonTarget = 0.03;
        String laws = "";
        boolean explain = false;
        json.open('{');
        while (json.more('}')) {
            switch (json.name()) {
                case "agents" -> agents = json.number();
                case "day" -> day = json.number();
                case "patience" -> patience = json.number();
                case "ringTimeout" -> ringTimeout = json.number();
                case "abandonTarget" -> abandonTarget = json.number();
                case "laws" -> laws = json.string();
                case "explain" -> explain = json.truth();
                default -> json.skip();
            }
        }
        if (!(day > 0) || !(patience >= 0) || !(ringTimeout > 0) || !(abandonTarget >= 0 && abandonTarget <= 1)) {
            throw new IllegalArgumentException(
                    "A start needs day > 0, patience >= 0, ringTimeout > 0 and an" + " abandonTarget from 0 to 1.");
        }
        return new PipeStart((int) agents, day, patience, ringTimeout, abandonTarget, laws, explain);
    }
}
