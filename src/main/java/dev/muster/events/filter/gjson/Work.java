package dev.muster.events.filter.gjson;

import com.fasterxml.jackson.databind.JsonNode;

/** Counts the steps of one evaluation. For one thread. */
final class Work {
    private static final int ALLOWED = 200_000;

    private int left = ALLOWED;

    /** Takes that many steps. */
    void take(int steps) {
        left -= steps;
        if (left < 0) {
            throw new WorkExceeded(ALLOWED);
        }
    }

    /** Takes a step for every value inside this one; shared parts count as often as they appear. */
    void takeAll(JsonNode value) {
        take(1 + (value.isTextual() ? value.textValue().length() / 16 : 0));
        value.forEach(this::takeAll);
    }
}
