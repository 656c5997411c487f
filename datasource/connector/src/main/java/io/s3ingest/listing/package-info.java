/** Listing of objects below folders and globs, with filters, in key order. */
package io.s3ingest.listing;
