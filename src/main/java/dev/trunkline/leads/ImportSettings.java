package dev.trunkline.leads;

import java.nio.file.Path;
import org.springframework.util.unit.DataSize;

/// Settings of imports.
///
/// @param directory where uploaded files wait until they are read
/// @param maxFile larger uploads are refused
public record ImportSettings(Path directory, DataSize maxFile) {}
