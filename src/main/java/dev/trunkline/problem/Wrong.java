package dev.trunkline.problem;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a request, so that it is refused once, with every wrong field.
public final class Wrong {

    private final List<Problem.Field> fields = new ArrayList<>();

    /// Notes `message` about `field` unless it is right.
    public void unless(boolean right, String field, String message) {
        if (!right) {
            fields.add(new Problem.Field(field, message));
        }
    }

    /// Takes over what another check found.
    public void addAll(List<Problem.Field> others) {
        fields.addAll(others);
    }

    /// @throws Problem 422 when anything was noted
    public void refuse() {
        if (!fields.isEmpty()) {
            throw Problem.validation(fields);
        }
    }
}
