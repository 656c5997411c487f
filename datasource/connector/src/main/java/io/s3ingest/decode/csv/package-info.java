/** CSV and its relatives: from lines to typed columns bound by their header names. */
package io.s3ingest.decode.csv;
