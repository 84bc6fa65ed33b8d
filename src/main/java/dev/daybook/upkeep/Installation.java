package dev.daybook.upkeep;

import java.nio.file.Path;

/**
 * What is installed, and where it keeps what it is told.
 *
 * @param version of the program
 * @param data the data directory
 * @param journal its journal's file
 */
public record Installation(String version, Path data, Path journal) {}
