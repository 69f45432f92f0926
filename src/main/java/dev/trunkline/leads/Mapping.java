package dev.trunkline.leads;

import dev.trunkline.problem.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lays what a person chose over what was guessed.
final class Mapping {

    /// One choice, written either way round: a column (by header or by index from 0) and its meaning.
    record Choice(String one, String other) {}

    private Mapping() {}

    /// The columns with every choice applied; a guess gives way to a choice that takes the same single meaning.
    ///
    /// @throws Problem `validation` naming every choice that is not understood
    static List<Column> apply(List<Column> guessed, List<Choice> choices) {
        List<Column> columns = new ArrayList<>(guessed);
        List<Problem.Field> wrong = new ArrayList<>();
        Set<Integer> chosen = new HashSet<>();
        Set<LeadField> taken = EnumSet.noneOf(LeadField.class);
        for (Choice choice : choices) {
            Column column = resolve(choice, guessed);
            if (column == null) {
                wrong.add(new Problem.Field(
                        "mapping." + choice.one(),
                        "“" + choice.one() + "” → “" + choice.other()
                                + "” names no column of the file or no known field."));
            } else if (!chosen.add(column.index())) {
                wrong.add(new Problem.Field("mapping." + choice.one(), "“" + column.header() + "” is mapped twice."));
            } else if (!column.field().repeats() && !taken.add(column.field())) {
                wrong.add(new Problem.Field(
                        "mapping." + choice.one(), "Two columns are mapped to " + column.mappedTo() + "."));
            } else {
                columns.set(column.index(), column);
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.validation(wrong);
        }
        columns.replaceAll(column -> chosen.contains(column.index()) || !taken.contains(column.field())
                ? column
                : Column.of(column.index(), column.header(), LeadField.CUSTOM));
        return columns;
    }

    private static @Nullable Column resolve(Choice choice, List<Column> columns) {
        Column column = column(choice.one(), columns);
        Column meant = column == null ? null : withTarget(column, choice.other());
        if (meant != null) {
            return meant;
        }
        column = column(choice.other(), columns);
        return column == null ? null : withTarget(column, choice.one());
    }

    private static @Nullable Column column(String key, List<Column> columns) {
        return columns.stream()
                .filter(column -> column.header().equalsIgnoreCase(key.strip()))
                .findFirst()
                .or(() -> columns.stream()
                        .filter(column -> key.equals(String.valueOf(column.index())))
                        .findFirst())
                .orElse(null);
    }

    private static @Nullable Column withTarget(Column column, String target) {
        try {
            return Column.of(column.index(), column.header(), target);
        } catch (IllegalArgumentException unknown) {
            LeadField field = HeaderWords.meaning(target);
            return field == null ? null : Column.of(column.index(), column.header(), field);
        }
    }
}
