package io.s3ingest.spark.read;

import io.s3ingest.decode.DecodeOptions;
import io.s3ingest.options.ReadOptions;

/**
 * What a scan scans. Equal targets give equal rows at the same moment.
 *
 * @param name for people, without secrets
 * @param files where the files are found
 * @param knownBytes stored bytes by an earlier listing; -1 if there was none
 */
record ScanTarget(
    String name,
    TableColumns columns,
    ReadOptions options,
    DecodeOptions decoding,
    boolean caseSensitive,
    FileFinder files,
    long knownBytes) {

  @Override
  public boolean equals(Object other) {
    return other instanceof ScanTarget target
        && name.equals(target.name)
        && columns.equals(target.columns)
        && options.equals(target.options)
        && decoding.equals(target.decoding)
        && caseSensitive == target.caseSensitive
        && files.equals(target.files);
  }

  @Override
  public int hashCode() {
    return 31 * options.hashCode() + columns.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
