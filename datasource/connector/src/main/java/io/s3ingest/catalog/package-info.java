/** Folders of a bucket as tables of a Spark catalog. */
package io.s3ingest.catalog;
