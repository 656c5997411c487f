package io.s3ingest.discovery;

import io.s3ingest.decode.ObjectFormat;

/**
 * The files of a table and their format.
 *
 * @param format null where there are no files and none is given
 * @param found the extensions before other formats were left out
 */
record Selection(TableFiles files, ObjectFormat format, Extensions found) {
  Selection withFiles(TableFiles others) {
    return new Selection(others, format, found);
  }

  boolean isEmpty() {
    return files.objects().isEmpty();
  }
}
