package io.s3ingest.error;

import java.util.List;

/** Words the failures of listing, discovery and schemas. */
public final class DiscoveryErrors {
  private DiscoveryErrors() {}

  /** A store that gives a continuation token a second time. */
  public static S3IngestException listingLoops(String uri, int pages) {
    return new S3IngestException(
        ErrorCondition.STORE_FAILED,
        "Cannot list %s: after %d pages the store gave a continuation token for the second time. Try again; if it stays, the listing of this store is broken."
            .formatted(uri, pages));
  }

  /** A path that is not one of a store. */
  public static S3IngestException invalidPath(String path, String why) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot use path '%s': %s. Give a path such as s3://bucket/folder/.".formatted(path, why));
  }

  /** Paths in different buckets. */
  public static S3IngestException severalBuckets(String first, String second) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot read %s and %s as one table: they lie in different buckets. Load them one by one and union the results."
            .formatted(first, second));
  }

  /** Nothing at all below the roots; {@code excluded} may be empty. */
  public static S3IngestException nothingListed(String where) {
    return new S3IngestException(
        ErrorCondition.NO_MATCHING_FILES,
        "Cannot read %s: there is no object. Check bucket and prefix; a prefix is a folder or an exact key, never a part of a name."
            .formatted(where));
  }

  /** Objects, but none that takes part. */
  public static S3IngestException allExcluded(String where, String excluded) {
    return new S3IngestException(
        ErrorCondition.NO_MATCHING_FILES,
        "Cannot read %s: no object is left of those found there (%s). Check the patterns and times that are set, or put a file there."
            .formatted(where, excluded));
  }

  /** Objects, but none of the wanted format. */
  public static S3IngestException noneOfFormat(String where, String format, String extensions) {
    return new S3IngestException(
        ErrorCondition.NO_MATCHING_FILES,
        "Cannot read %s as %s: no file there has an extension of that format; found %s. Set fileFormat to the format of the files, or name them by a glob such as *.txt."
            .formatted(where, format, extensions));
  }

  /** Files of several formats in one folder. */
  public static S3IngestException mixedFormats(String where, String extensions) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_FORMAT,
        "Cannot read %s as one table: it holds files of several formats: %s. Set fileFormat to read those of one format."
            .formatted(where, extensions));
  }

  /** Files that neither name nor content tells the format of. */
  public static S3IngestException unknownContent(String where, String extensions, String known) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_FORMAT,
        "Cannot tell the format of %s: neither names nor first bytes say it; found %s. Set fileFormat to one of %s."
            .formatted(where, extensions, known));
  }

  /** A format that is not known. */
  public static S3IngestException unknownFormat(String name, String known) {
    return new S3IngestException(
        ErrorCondition.UNKNOWN_FORMAT,
        "Cannot use option 'fileFormat' = '%s': there is no such format. Use one of %s."
            .formatted(name, known));
  }

  /** A table that has no folder. */
  public static S3IngestException tableNotFound(String table, String where, String others) {
    return new S3IngestException(
        ErrorCondition.TABLE_NOT_FOUND,
        "Cannot find table '%s' below %s: no folder gives this name. %s"
            .formatted(
                table,
                where,
                others.isEmpty()
                    ? "There are no tables; check bucket and prefix."
                    : "Use one of those that are there: " + others + "."));
  }

  /** Two folders that give one name. */
  public static S3IngestException ambiguousTableName(String table, String first, String second) {
    return new S3IngestException(
        ErrorCondition.AMBIGUOUS_TABLE_NAME,
        "Cannot name table '%s': %s and %s both give this name. Rename one of them, leave one out by excludePatterns, or set tableNaming=firstFolder."
            .formatted(table, first, second));
  }

  /** Two columns that only their case tells apart. */
  public static S3IngestException columnsDifferByCase(
      String first, String firstUri, String second, String secondUri) {
    String where =
        firstUri.equals(secondUri) ? "both in " + firstUri : "in " + firstUri + " and " + secondUri;
    return new S3IngestException(
        ErrorCondition.AMBIGUOUS_COLUMN_NAME,
        "Cannot tell columns '%s' and '%s' apart (%s): only their case differs. Rename one of them, or set spark.sql.caseSensitive=true."
            .formatted(first, second, where));
  }

  /** Two files whose declared types do not fit together. */
  public static S3IngestException typesDoNotFit(
      String column, String firstType, String firstUri, String secondType, String secondUri) {
    return new S3IngestException(
        ErrorCondition.SCHEMA_MISMATCH,
        "Cannot read column '%s' of both %s and %s: it is %s in the first and %s in the second, and no type holds both. Rewrite one of the files, or leave it out by excludePatterns."
            .formatted(column, firstUri, secondUri, firstType, secondType));
  }

  /** A file that is not like the others, where all must be alike. */
  public static S3IngestException schemasDiffer(
      String column, String firstHas, String firstUri, String secondHas, String secondUri) {
    return new S3IngestException(
        ErrorCondition.SCHEMA_MISMATCH,
        "Cannot read %s and %s as one table with schemaCheck=strict: column '%s' is %s in the first and %s in the second. Rewrite one of the files, leave it out by excludePatterns, or set schemaCheck=evolve."
            .formatted(firstUri, secondUri, column, firstHas, secondHas));
  }

  /** A hint that cannot be read, or leads to nothing. */
  public static S3IngestException badHint(String hint, String why) {
    return new S3IngestException(
        ErrorCondition.INVALID_OPTION,
        "Cannot use '%s' of option 'schemaHints': %s. Write hints as 'name TYPE, struct.field TYPE, list.element TYPE, map.value TYPE'."
            .formatted(hint, why));
  }

  /** A partition folder whose value is not of the column's type. */
  public static S3IngestException badPartitionValue(
      String column, String value, String type, String uri) {
    return new S3IngestException(
        ErrorCondition.SCHEMA_MISMATCH,
        "Cannot read partition column '%s' of %s: folder value '%s' is not of type %s. Read without a schema to have the type inferred, or set the column to STRING by schemaHints."
            .formatted(column, uri, value, type));
  }

  /** Every sampled file vanished while it was looked at. */
  public static S3IngestException allVanished(String where, List<String> uris, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.OBJECT_NOT_FOUND,
        "Cannot infer the schema of %s: every file vanished or changed after it was listed, such as %s. Try again when the writer has finished."
            .formatted(where, String.join(", ", uris)),
        cause);
  }

  /** A manifest of arrived objects that cannot be read; {@code why} is a clause. */
  public static S3IngestException badManifest(String uri, String why, Throwable cause) {
    return new S3IngestException(
        ErrorCondition.CORRUPT_FILE,
        "Cannot read the manifest %s: %s. Upload it again as one name a line, or as JSON with the names in an array or as 'url' or 'key'; or set arrivalFile to the name of the right file."
            .formatted(uri, why),
        cause);
  }
}
