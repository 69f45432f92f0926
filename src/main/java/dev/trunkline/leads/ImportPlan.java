package dev.trunkline.leads;

import dev.trunkline.csv.CsvFormat;
import java.util.List;

/// How a file is read from beginning to end; kept with the import so that any node can take it up again.
record ImportPlan(CsvFormat format, boolean hasHeader, List<Column> columns) {}
