package dev.trunkline.leads;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of imports.
///
/// @param directory where uploaded files wait until they are read
/// @param maxFile larger uploads are refused
@ConfigurationProperties("trunkline.imports")
public record ImportSettings(
        @DefaultValue(".trunkline/imports") Path directory,
        @DefaultValue("500MB") DataSize maxFile) {}
