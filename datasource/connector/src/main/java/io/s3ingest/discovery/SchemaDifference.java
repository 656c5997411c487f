package io.s3ingest.discovery;

/**
 * A column in which one file differs from the table.
 *
 * @param uri the file, {@code s3://}
 * @param expected what the reference file has, in DDL; "nothing" if the column is missing there
 * @param found what this file has
 */
public record SchemaDifference(
    String uri, String column, String expected, String found, String referenceUri) {}
