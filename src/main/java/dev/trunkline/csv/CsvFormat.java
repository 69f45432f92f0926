package dev.trunkline.csv;

import java.nio.charset.Charset;

/// How a file is written.
///
/// @param bomBytes length of the byte order mark to skip
/// @param separatorLine whether the first line is Excel's `sep=;`, no row
public record CsvFormat(Charset charset, int bomBytes, char delimiter, boolean separatorLine) {}
