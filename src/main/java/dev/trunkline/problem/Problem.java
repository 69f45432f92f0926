package dev.trunkline.problem;

import java.util.List;
import java.util.Map;

/// A refusal that the caller can do something about. `detail` says what happened and what to do, in one or two
/// plain sentences; `code` is stable and documented (docs/api.md).
public final class Problem extends RuntimeException {

    /// One wrong field of a request: its JSON path and what is wrong with it.
    public record Field(String field, String message) {}

    private final int status;
    private final String code;
    private final List<Field> fields;
    private final Map<String, Object> more;

    private Problem(int status, String code, String detail, List<Field> fields, Map<String, Object> more) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.fields = List.copyOf(fields);
        this.more = Map.copyOf(more);
    }

    /// 404: not there, or of another organization; the two look alike on purpose.
    public static Problem notFound(String what) {
        return new Problem(404, "not-found", "There is no such " + what + ".", List.of(), Map.of());
    }

    /// 422 with every wrong field at once.
    public static Problem validation(List<Field> fields) {
        String detail = fields.size() == 1
                ? fields.getFirst().message()
                : "Some fields are not right: "
                        + String.join(", ", fields.stream().map(Field::field).toList()) + ".";
        return new Problem(422, "validation", detail, fields, Map.of());
    }

    public static Problem validation(String field, String message) {
        return validation(List.of(new Field(field, message)));
    }

    /// 409: the thing is in a state that does not allow this.
    public static Problem notInState(String detail) {
        return new Problem(409, "not-in-state", detail, List.of(), Map.of());
    }

    /// 403: the role may not do this.
    public static Problem forbidden(String detail) {
        return new Problem(403, "forbidden", detail, List.of(), Map.of());
    }

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    /// Adds members to the problem document, for programs.
    public Problem with(String name, Object value) {
        var all = new java.util.LinkedHashMap<>(more);
        all.put(name, value);
        return new Problem(status, code, detail(), fields, all);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Field> fields() {
        return fields;
    }

    public Map<String, Object> more() {
        return more;
    }
}
