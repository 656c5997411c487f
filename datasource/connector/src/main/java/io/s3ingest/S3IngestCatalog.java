package io.s3ingest;

import io.s3ingest.catalog.FolderCatalog;

/**
 * Shows the folders of a bucket as tables: {@code spark.sql.catalog.lake =
 * io.s3ingest.S3IngestCatalog}, its options as {@code spark.sql.catalog.lake.<option>}.
 */
public final class S3IngestCatalog extends FolderCatalog {}
